package io.filetransfer.server.exchange;

import io.filetransfer.codec.Archive;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.archive.ArchiveWriter;
import io.filetransfer.server.archive.TarWriter;
import io.filetransfer.server.archive.ZipWriter;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;

/** GET of a directory, or of some of what is in it, as one file. */
final class ArchiveExchange extends StreamedExchange {
    private final SafePath directory;

    ArchiveExchange(ServedRequest asked, SafePath directory) {
        super(asked);
        this.directory = directory;
    }

    @Override
    void open() throws StorageException {
        Archive wanted = request.options().get(Option.ARCHIVE, null);
        if (request.options().has(Option.OFFSET)
                || request.options().has(Option.LENGTH)
                || request.options().has(Option.RANGES)) {
            throw new StorageException(ErrorCode.UNSUPPORTED, "An archive is made anew each time, so it comes whole.");
        }
        Storage storage = storage(directory);
        ArchiveWalk walk = new ArchiveWalk(storage, principal, directory, prefix(wanted), wanted.names());
        ArchiveReader archive = new ArchiveReader(storage, walk, writer(wanted.format()));
        answerStreamed(new Reply(Options.NONE), archive, 0, -1, context.contentOutlet());
    }

    /** What is chosen stands by itself; a whole directory is unpacked as that directory. */
    private String prefix(Archive wanted) {
        boolean whole = wanted.names().isEmpty() && !directory.equals(principal.root());
        return whole ? directory.name() + "/" : "";
    }

    private ArchiveWriter writer(Archive.Format format) {
        return switch (format) {
            case ZIP -> new ZipWriter(new MemoryRoom(context.memory()));
            case TAR -> new TarWriter();
        };
    }

    /** What all connections may hold has room for it. */
    private record MemoryRoom(MemoryBudget memory) implements ArchiveWriter.Room {
        @Override
        public boolean take(int bytes) {
            if (memory.share(bytes) < bytes) {
                return false;
            }
            memory.take(bytes);
            return true;
        }

        @Override
        public void give(int bytes) {
            memory.give(bytes);
        }
    }
}
