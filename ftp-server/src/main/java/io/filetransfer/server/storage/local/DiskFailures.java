package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.ReservedNames;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/**
 * Gives a failure of the file system its stable code and a sentence without any path. Java has no types for most of them,
 * so they are told apart by the C library's text; the server therefore runs with untranslated messages ({@code
 * LC_ALL=C.UTF-8}). In any other language they all are STORAGE_FAILED.
 */
final class DiskFailures {
    private record Known(String text, ErrorCode code, String sentence) {}

    private static final List<Known> KNOWN = List.of(
            new Known("No space left on device", ErrorCode.INSUFFICIENT_STORAGE, "No space is left."),
            new Known("Disk quota exceeded", ErrorCode.INSUFFICIENT_STORAGE, "The disk quota is used up."),
            new Known("File name too long", ErrorCode.BAD_NAME, "The name is too long for this file system."),
            new Known("Invalid or incomplete multibyte", ErrorCode.BAD_NAME, "This file system refuses the name."),
            new Known("Read-only file system", ErrorCode.READ_ONLY, "The storage takes no changes."),
            new Known("Operation not permitted", ErrorCode.DENIED, "The system does not permit it."),
            new Known("Device or resource busy", ErrorCode.DENIED, "The system is using it."),
            new Known("Is a directory", ErrorCode.NOT_A_FILE, "It is a directory."),
            new Known("Not a directory", ErrorCode.NOT_A_DIRECTORY, "A part of the name is not a directory."),
            new Known("Directory not empty", ErrorCode.NOT_EMPTY, "The directory is not empty."),
            new Known("File too large", ErrorCode.TOO_LARGE, "The file is too large for this file system."),
            new Known("Too many levels of symbolic links", ErrorCode.NOT_FOUND, "Nothing has this name."),
            new Known("Too many open files", ErrorCode.BUSY, "Too many files are open."));

    private DiskFailures() {}

    static StorageException notAFile() {
        return new StorageException(ErrorCode.NOT_A_FILE, "It is not a file.");
    }

    /**
     * Why a server cannot start, for the operator.
     *
     * @param file of the data directory, by its name there; empty for that directory itself
     * @param wayOut a sentence that says what to do about a file that cannot be used
     */
    static StorageException atStart(String file, IOException failure, String wayOut) {
        StorageException told = of(failure);
        String name = file.isEmpty() ? ReservedNames.AT_THE_TOP : ReservedNames.AT_THE_TOP + "/" + file;
        String sentence = name + ": " + told.getMessage();
        if (told.code() == ErrorCode.STORAGE_FAILED) {
            sentence += " " + wayOut;
        } else if (told.code() == ErrorCode.DENIED) {
            sentence += " It has to belong to the user that the server runs as.";
        }
        return new StorageException(told.code(), sentence, failure);
    }

    static StorageException of(DirectoryIteratorException failure) {
        return of(failure.getCause());
    }

    static StorageException of(IOException failure) {
        if (failure instanceof StorageException told) {
            return told;
        }
        if (failure instanceof DamagedFileException) {
            return new StorageException(ErrorCode.STORAGE_FAILED, failure.getMessage(), failure);
        }
        if (failure instanceof NoSuchFileException) {
            return new StorageException(ErrorCode.NOT_FOUND, "Nothing has this name.", failure);
        }
        if (failure instanceof NotDirectoryException) {
            return new StorageException(ErrorCode.NOT_A_DIRECTORY, "A part of the name is not a directory.", failure);
        }
        if (failure instanceof FileAlreadyExistsException) {
            return new StorageException(ErrorCode.EXISTS, "The name is taken.", failure);
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return new StorageException(ErrorCode.NOT_EMPTY, "The directory is not empty.", failure);
        }
        if (failure instanceof AccessDeniedException) {
            return new StorageException(ErrorCode.DENIED, "The system denies access.", failure);
        }
        if (failure instanceof AtomicMoveNotSupportedException) {
            return new StorageException(ErrorCode.OTHER_FILE_SYSTEM, "The target is on another file system.", failure);
        }
        String text = String.valueOf(failure.getMessage());
        for (Known known : KNOWN) {
            if (text.contains(known.text)) {
                return new StorageException(known.code, known.sentence, failure);
            }
        }
        return new StorageException(ErrorCode.STORAGE_FAILED, "The disk failed.", failure);
    }
}
