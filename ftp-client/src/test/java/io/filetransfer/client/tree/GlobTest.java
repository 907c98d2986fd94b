package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Seeds;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // pattern | text | whether it matches
                "a|a|true",
                "a|b|false",
                "a|aa|false",
                "*|a|true",
                "*|''|true",
                "*|a/b|false",
                "**|a/b|true",
                "a*|a|true",
                "a*|a/|false",
                "*.txt|.txt|true",
                "*.txt|a.txt.gz|false",
                "a?c|abc|true",
                "a?c|a/c|false",
                "?|日|true",
                "?|😀|true",
                "[日-本]|日|true",
                "[abc]|b|true",
                "[a-c]|d|false",
                "[!a-c]|d|true",
                "[^a-c]|a|false",
                "[!a]|/|false",
                "[a-]|-|true",
                "[]a]|]|true",
                "[!]a]|]|false",
                "[a\\]]|]|true",
                "[*]|*|true",
                "[*]|a|false",
                "\\*|*|true",
                "\\*|a|false",
                "a/*/c|a/b/c|true",
                "a/*/c|a/b/b/c|false",
                "a/**/c|a/b/b/c|true",
                "a/**/c|a/c|false",
                "a**c|a/b/c|true",
            })
    void table(String pattern, String text, boolean matches) {
        assertEquals(matches, Glob.parse(pattern).matches(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c|a/b/c|true",
                "b|a/b/c|false",
                "b/c|a/b/c|true",
                "b/c|ab/c|false",
                "*|a/b|true",
                "a/*|x/a/b|true",
                "a/*|x/a/b/c|false",
                "a/**|x/a/b/c|true",
            })
    void endsOfPaths(String pattern, String path, boolean matches) {
        assertEquals(matches, Glob.parse(pattern).matchesEnd(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[]", "[!]", "a\\", "[a\\]"})
    void noPatterns(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> Glob.parse(pattern));
    }

    @Test
    void charactersThatMakeAPattern() {
        assertTrue(Glob.isPattern("a*") && Glob.isPattern("?") && Glob.isPattern("[a]"));
        assertFalse(Glob.isPattern("a-b\\.txt!^]"));
    }

    @Test
    void asTheSimplestMatcherThereIs() {
        Seeds.run(20_000, random -> {
            String pattern = text(random, "ab/*?", 8);
            String text = text(random, "ab/", 10);
            Glob glob = Glob.parse(pattern);
            assertEquals(matches(pattern, text), glob.matches(text), () -> pattern + " on " + text);
            boolean end = matches(pattern, text);
            for (int i = 0; i < text.length(); i++) {
                end |= text.charAt(i) == '/' && matches(pattern, text.substring(i + 1));
            }
            assertEquals(end, glob.matchesEnd(text), () -> pattern + " at the end of " + text);
        });
    }

    /** Its time does not explode with stars, as that of matchers that go back does. */
    @Test
    void manyStars() {
        Glob glob = Glob.parse("**a*".repeat(50) + "b");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertFalse(glob.matches("a".repeat(4000))));
    }

    static String text(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean matches(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        boolean deep = pattern.startsWith("**");
        if (pattern.charAt(0) == '*') {
            String rest = pattern.replaceFirst(deep ? "\\*\\*+" : "\\*", "");
            for (int i = 0; i <= text.length(); i++) {
                if (!deep && text.substring(0, i).contains("/")) {
                    return false;
                }
                if (matches(rest, text.substring(i))) {
                    return true;
                }
            }
            return false;
        }
        boolean first = !text.isEmpty()
                && (pattern.charAt(0) == '?' ? text.charAt(0) != '/' : pattern.charAt(0) == text.charAt(0));
        return first && matches(pattern.substring(1), text.substring(1));
    }
}
