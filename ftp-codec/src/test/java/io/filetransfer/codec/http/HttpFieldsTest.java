package io.filetransfer.codec.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ByteSpan;
import io.filetransfer.codec.Conditions.Versions;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Seeds;
import io.filetransfer.codec.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, ranges, tags and encodings as fields and targets have them. */
class HttpFieldsTest {
    /** Any bytes but NUL, without an empty part. */
    @Test
    void eachNameComesBackFromItsPath() {
        Seeds.run(2000, random -> {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (1 + random.nextInt(255));
                boolean slash = bytes[i] == '/' && (i == 0 || i == bytes.length - 1 || bytes[i - 1] == '/');
                boolean beforeContinuation = (bytes[i] & 0xff) >= 0xc0;
                bytes[i] = slash || beforeContinuation ? (byte) 'x' : bytes[i];
            }
            String path = "/" + TargetPath.escape(NameText.of(bytes));
            assertTrue(path.chars().allMatch(c -> c > ' ' && c < 0x7f), path);
            assertArrayEquals(bytes, NameText.bytes(TargetPath.name(path)), path);
        });
    }

    @ParameterizedTest
    @CsvSource({"/, ''", "/a, a", "/a/, a", "/a/b, a/b", "/%C3%BC, \u00fc", "/a%3fb%23, a?b#", "/a+b, a+b", "/%41, A"})
    void names(String path, String name) {
        assertEquals(name, TargetPath.name(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "//",
                "/a//b",
                "/%",
                "/%4",
                "/%4g",
                "/a b",
                "/%2F",
                "/%2f",
                "/%00",
                "/%C0%AF",
                "/%c1%bf",
                "/%e0%80%af",
                "/%f0%80%80%af",
                "/#",
                "/\u0001",
                "/\u0100",
                "/%\uff11\uff11"
            })
    void pathsThatAreNone(String path) {
        assertThrows(HttpRefusal.class, () -> TargetPath.name(path));
    }

    /** Against a list that is written and read again. */
    @Test
    void rangesThatAreWritten() {
        Seeds.run(500, random -> {
            StringBuilder field = new StringBuilder("bytes=");
            List<ByteSpan> expected = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(32); i++) {
                long first = random.nextInt(1000);
                long length = 1L + random.nextInt(1000);
                field.append(i == 0 ? "" : random.nextBoolean() ? "," : " ,\t");
                switch (random.nextInt(3)) {
                    case 0 -> {
                        field.append(first).append('-').append(first + length - 1);
                        expected.add(new ByteSpan(first, length));
                    }
                    case 1 -> {
                        field.append(first).append('-');
                        expected.add(new ByteSpan(first, Long.MAX_VALUE));
                    }
                    default -> {
                        field.append('-').append(length);
                        expected.add(ByteSpan.last(length));
                    }
                }
            }
            assertEquals(expected, RangeField.parse(field.toString()));
        });
    }

    @Test
    void tooManyRangesAreNone() {
        assertEquals(List.of(), RangeField.parse("bytes=" + "0-0,".repeat(32) + "1-1"));
        assertEquals(32, RangeField.parse("bytes=" + "0-0,".repeat(32)).size());
    }

    @Test
    void whatAFileHasOfARange() {
        assertEquals(new ByteSpan(2, 3), new ByteSpan(2, 9).within(5));
        assertEquals(new ByteSpan(0, 5), ByteSpan.last(9).within(5));
        assertEquals(new ByteSpan(4, 1), ByteSpan.last(1).within(5));
        assertNull(new ByteSpan(5, 1).within(5));
        assertNull(ByteSpan.last(0).within(5));
        assertNull(ByteSpan.last(1).within(0));
        assertNull(new ByteSpan(Long.MAX_VALUE, Long.MAX_VALUE).within(5));
    }

    @Test
    void tags() {
        Version version = Version.parse("0a0b");
        assertEquals("\"0a0b\"", EntityTags.of(version));
        assertEquals(new Versions(false, List.of(version)), EntityTags.parse("\"0a0b\"", false));
        assertEquals(Versions.ANY, EntityTags.parse(" * ", false));
        assertNull(EntityTags.parse(null, true));
        assertEquals(new Versions(false, List.of()), EntityTags.parse("W/\"0a0b\", \"of others\", \"\"", false));
        assertEquals(new Versions(false, List.of(version)), EntityTags.parse("\"x,\" ,, W/\"0a0b\"", true));
        assertThrows(HttpRefusal.class, () -> EntityTags.parse("\"0a\",".repeat(33), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a", "\"0a", "\"0a\" \"0b\"", "w/\"0a\"", "W/0a", "*, \"0a\""})
    void tagsThatAreNone(String field) {
        assertThrows(HttpRefusal.class, () -> EntityTags.parse(field, true));
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "'deflate, GZIP;q=0.5', true",
        "gzip;q=0, false",
        "gzip;q=0.00, false",
        "xgzip, false",
        "'', false"
    })
    void whoTakesGzip(String field, boolean takes) {
        assertEquals(takes, GzipText.takes(field));
    }

    @Test
    void timesHaveYearsOfFourDigits() {
        assertEquals("Fri, 31 Dec 9999 23:59:59 GMT", HttpConditions.date(Instant.MAX));
        assertEquals("Sat, 01 Jan 1600 00:00:00 GMT", HttpConditions.date(Instant.MIN));
        assertEquals("Wed, 31 Dec 1969 23:59:59 GMT", HttpConditions.date(Instant.ofEpochSecond(-1, 999_999_999)));
    }

    @Test
    void textsInJson() {
        assertEquals(
                "\"a\\\"\\\\\\u000a\\u003c\u00fc\"",
                JsonText.append(new StringBuilder(), "a\"\\\n<\u00fc").toString());
        assertFalse(ContentTypes.isActive(ContentTypes.of("a.b/c")));
        assertTrue(ContentTypes.isActive(ContentTypes.of("A.HTML")));
    }
}
