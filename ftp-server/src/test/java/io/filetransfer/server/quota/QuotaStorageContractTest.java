package io.filetransfer.server.quota;

import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageContractTest;
import io.filetransfer.server.storage.local.LocalStorage;
import io.filetransfer.server.user.Quota;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Below its quota a user meets the storage as it is. */
class QuotaStorageContractTest extends StorageContractTest {
    @TempDir
    Path directory;

    private Storage whole;

    @Override
    protected Storage create() throws Exception {
        whole = LocalStorage.open(directory);
        Ledger ledger = new Ledger(whole, Runnable::run);
        ledger.take(Set.of(SafePath.ROOT));
        return new QuotaStorage(whole, ledger.account(SafePath.ROOT), new Quota(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @AfterEach
    void closeWhole() {
        whole.close();
    }
}
