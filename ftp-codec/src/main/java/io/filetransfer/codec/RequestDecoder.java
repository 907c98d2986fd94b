package io.filetransfer.codec;

/** The server's side of {@link FrameDecoder}: {@link Request}, {@link Content}, {@link End}, {@link Frame.Cancel}. */
public final class RequestDecoder extends FrameDecoder {
    public RequestDecoder() {
        super(true);
    }

    @Override
    void checkVersion(int version) {
        if (version != Preface.VERSION) {
            throw new ProtocolException(
                    ErrorCode.UNSUPPORTED_VERSION,
                    "Protocol version " + version + " is not spoken here, only " + Preface.VERSION + ".");
        }
    }
}
