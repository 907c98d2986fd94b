package io.filetransfer.server.storage.local;

import io.filetransfer.server.storage.DescriptorGate;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageRacesContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(DescriptorGate.class)
class LocalStorageRacesContractTest extends StorageRacesContractTest {
    @TempDir
    Path directory;

    @Override
    protected Storage create() throws Exception {
        return LocalStorage.open(directory);
    }
}
