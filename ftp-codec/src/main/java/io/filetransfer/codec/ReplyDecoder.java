package io.filetransfer.codec;

/** The client's side of {@link FrameDecoder}: {@link Reply}, {@link Frame.Go}, {@link Content}, {@link End}, {@link Failure}. */
public final class ReplyDecoder extends FrameDecoder {
    public ReplyDecoder() {
        super(false);
    }

    /** Any version passes: a server that does not speak ours says so in the error frame that follows its preface. */
    @Override
    void checkVersion(int version) {}
}
