package io.filetransfer.codec;

/** The client's side of {@link FrameDecoder}: {@link Reply}, {@link Frame.Go}, {@link Frame.Progress}, {@link Content},
 * {@link Trailer}, {@link End}, {@link Failure}. */
public final class ReplyDecoder extends FrameDecoder {
    private int version = Preface.VERSION;

    public ReplyDecoder() {
        super(false);
    }

    /** Any version passes: a server that does not speak ours says so in the error frame that follows its preface. */
    @Override
    void checkVersion(int version) {
        this.version = version;
    }

    @Override
    void checkType(FrameType type) {
        if (version != Preface.VERSION && type != FrameType.ERROR) {
            throw new ProtocolException(
                    ErrorCode.UNSUPPORTED_VERSION, "The server speaks protocol version " + version + ".");
        }
    }
}
