package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a server does by itself, in virtual time. */
class UpkeepTest {
    private final EmbeddedChannel time = new EmbeddedChannel();
    private final List<String> asked = new ArrayList<>();
    private final ManualExecutor disk = new ManualExecutor();
    private boolean fails;

    private final Storage storage = (Storage) Proxy.newProxyInstance(
            Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, values) -> {
                asked.add(method.getName());
                if (fails) {
                    throw new StorageException(ErrorCode.STORAGE_FAILED, "As a test wants it.");
                }
                return null;
            });

    UpkeepTest() {
        time.freezeTime();
    }

    private void start(Executor on, boolean readOnly) {
        new Upkeep(time.eventLoop(), on, Upkeep.Times.DEFAULT).of(storage, readOnly);
    }

    private void pass(long seconds) {
        time.advanceTimeBy(seconds, TimeUnit.SECONDS);
        time.runScheduledPendingTasks();
    }

    private long count(String what) {
        return asked.stream().filter(what::equals).count();
    }

    @Test
    void whatIsLeftExpiresEveryHourAndARootIsLookedForEveryTenSeconds() {
        start(Runnable::run, false);
        pass(9);
        assertEquals(List.of(), asked);
        pass(1);
        assertEquals(List.of("check"), asked);
        pass(3589);
        assertEquals(0, count("expire"));
        pass(1);
        assertEquals(1, count("expire"));
        pass(3600);
        assertEquals(2, count("expire"));
        assertEquals(720, count("check"));
    }

    @Test
    void whatFailsIsTriedTheNextTime() {
        fails = true;
        start(Runnable::run, false);
        pass(7200);
        assertEquals(2, count("expire"));
        assertEquals(720, count("check"));
    }

    @Test
    void nothingExpiresOnAServerThatTakesNoChanges() {
        start(Runnable::run, true);
        pass(7200);
        assertEquals(0, count("expire"));
    }

    @Test
    void aDiskThatDoesNotAnswerIsAskedOnce() {
        start(disk, true);
        pass(100);
        assertEquals(1, disk.waiting());
        disk.runOne();
        assertEquals(List.of("check"), asked);
        pass(10);
        assertEquals(1, disk.waiting());
    }

    @Test
    void aServerThatGoesDownDoesNothingMore() {
        start(
                task -> {
                    throw new RejectedExecutionException();
                },
                false);
        pass(3600);
        assertEquals(List.of(), asked);
    }
}
