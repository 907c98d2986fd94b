package io.filetransfer.server.storage;

class InMemoryStorageRacesContractTest extends StorageRacesContractTest {
    @Override
    protected Storage create() {
        return new InMemoryStorage();
    }
}
