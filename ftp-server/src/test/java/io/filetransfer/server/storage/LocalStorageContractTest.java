package io.filetransfer.server.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(DescriptorGate.class)
class LocalStorageContractTest extends StorageContractTest {
    @TempDir
    Path directory;

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory);
    }
}
