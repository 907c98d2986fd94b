package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // rules | path, a directory's with a slash after it | whether it is taken
                "''|a|true",
                "- a|a|false",
                "- a|x/a|false",
                "- a|x/a/|false",
                "- a|a/b|false",
                "- a|ab|true",
                "- /a|a|false",
                "- /a|x/a|true",
                "- /a|a/b|false",
                "- a/|a|true",
                "- a/|a/|false",
                "- a/|a/b|false",
                "- a/|x/a/b|false",
                "- a/b|a/b|false",
                "- a/b|x/a/b|false",
                "- a/b|a/c|true",
                "- /a/b|x/a/b|true",
                "- *.o|x/y.o|false",
                "- *.o|x/y.c|true",
                "- /*.o|x/y.o|true",
                "- **/a|a|false",
                "- **/a|x/y/a|false",
                "- /**/a|x/a|false",
                "- a/**|a/|true",
                "- a/**|a/b/c|false",
                "- **.o|x/y.o|false",
                "+ *.c - *|a.c|true",
                "+ *.c - *|a.o|false",
                "+ *.c - *|x/a.c|false",
                "+ */ + *.c - *|x/a.c|true",
                "+ */ + *.c - *|x/a.o|false",
                "- *.c + a.c|a.c|false",
                "+ a.c - *.c|a.c|true",
            })
    void table(String rules, String path, boolean taken) {
        FilterRules filter = FilterRules.NONE;
        String[] words = rules.isEmpty() ? new String[0] : rules.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            filter = words[i].equals("+") ? filter.include(words[i + 1]) : filter.exclude(words[i + 1]);
        }
        boolean directory = path.endsWith("/");
        String name = directory ? path.substring(0, path.length() - 1) : path;
        assertEquals(taken, filter.takesWithParents(name, directory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//", "**/", "[a"})
    void patternsThatMatchNoName(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> FilterRules.NONE.exclude(pattern));
    }

    /** A walk that does not enter what is left out comes to the same as a look at all names. */
    @Test
    void leavingOutADirectoryLeavesOutAllInIt() {
        Seeds.run(5000, random -> {
            FilterRules filter = FilterRules.NONE;
            for (int i = random.nextInt(4); i > 0; i--) {
                String pattern = GlobTest.text(random, "ab*/", 4).replaceAll("/+", "/");
                if (!pattern.matches("/?(\\*\\*/)*/?")) {
                    filter = random.nextBoolean() ? filter.include(pattern) : filter.exclude(pattern);
                }
            }
            String path = ("a" + GlobTest.text(random, "ab/", 8) + "b").replaceAll("/+", "/");
            boolean entered = true;
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                entered &= filter.takes(path.substring(0, slash), true);
            }
            assertEquals(entered && filter.takes(path, false), filter.takesWithParents(path, false), path);
        });
    }
}
