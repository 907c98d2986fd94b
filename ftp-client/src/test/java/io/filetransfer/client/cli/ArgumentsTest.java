package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.filetransfer.codec.NameText;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static byte[] given(String words) {
        return NameText.bytes(words.replace(' ', '\0') + "\0");
    }

    @Test
    void wordsThatAreNotUtf8AreTakenAsTheyWereGiven() {
        assertArrayEquals(
                new String[] {"get", "h/lat\udce9", "", "\u00e9"},
                Arguments.exact(given("java -cp x Main get h/lat\udce9  \u00e9"), "get", "h/lat\uFFFD", "", "\u00e9"));
    }

    @Test
    void otherWordsAreLeft() {
        String[] args = {"get", "h/lat\uFFFD"};
        assertSame(args, Arguments.exact(given("java Main put h/lat\udce9"), args));
        assertSame(args, Arguments.exact(given("java"), args));
        String[] plain = {"get", "h/a"};
        assertSame(plain, Arguments.exact(plain));
    }
}
