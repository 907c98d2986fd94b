package io.filetransfer.server.storage;

class InMemoryStorageContractTest extends StorageContractTest {
    @Override
    protected Storage create() {
        return new InMemoryStorage();
    }
}
