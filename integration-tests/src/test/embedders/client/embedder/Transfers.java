package embedder;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts a file and gets it back. Its arguments are the port and a directory to work in. */
public final class Transfers {
    private Transfers() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        Path content = Files.writeString(directory.resolve("content"), "what is sent".repeat(100_000));
        Path copy = directory.resolve("copy");
        ClientConfig config = ClientConfig.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .build();
        try (FileTransferClient client = FileTransferClient.open(config)) {
            client.put(PutRequest.of("content"), content).join();
            client.get(GetRequest.of("content"), copy).join();
        }
        System.out.println(Files.mismatch(content, copy) < 0 ? "same" : "different");
    }
}
