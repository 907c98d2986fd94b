package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModifiedTimeTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "2020-02-03T04:05:06.123456789Z, 2020-02-03T04:05:06.123456789Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z, 1969-12-31T23:59:59Z",
        "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59Z",
        "1950-01-01T00:00:00.000000001Z, 1950-01-01T00:00:00Z",
        "1600-01-01T00:00:00Z, 1677-09-21T00:12:44Z",
        "2262-04-11T23:47:16.854775806Z, 2262-04-11T23:47:16.854775806Z",
        "2262-04-12T00:00:00Z, 2262-04-11T23:47:16.854775807Z",
        "+1000000000-12-31T23:59:59.999999999Z, 2262-04-11T23:47:16.854775807Z",
        "-1000000000-01-01T00:00:00Z, 1677-09-21T00:12:44Z",
    })
    void timesAreRoundedToWhatCanBeSet(Instant time, Instant settable) {
        assertEquals(settable, ModifiedTime.settable(time).toInstant());
        assertEquals(settable, ModifiedTime.settable(settable).toInstant());
    }

    /** A file system may cut further, but never makes 1970 of it. */
    @Test
    void theDiskTakesTimesBefore1970() throws Exception {
        Path file = Files.createFile(directory.resolve("f"));
        Instant time = Instant.parse("1969-06-01T12:00:00.75Z");
        Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(ModifiedTime.settable(time), null, null);
        assertEquals(
                Instant.parse("1969-06-01T12:00:00Z"),
                Files.getLastModifiedTime(file).toInstant());
        assertFalse(Files.getLastModifiedTime(file).toMillis() >= 0);
    }
}
