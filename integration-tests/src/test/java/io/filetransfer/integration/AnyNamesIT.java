package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names that are not UTF-8, or hold control characters, go both ways byte for byte. */
@Timeout(120)
class AnyNamesIT extends Served {
    private static final String MAKE =
            "mkdir -p tree/$'d\\xe9' && printf 1 > tree/$'lat\\xe9.txt' && printf 2 > tree/$'d\\xe9/tab\\t\\xff'"
                    + " && printf 3 > tree/$'Icon\\r' && printf 4 > tree/$'caf\\xc3\\xa9' && printf 5 > tree/$'caf\\xc3'\n";

    private String shell(String line) throws Exception {
        try (Launched shell = Programs.shell(local, "set -e\nR=ft://" + host + " ROOT=" + root + "\n" + line)) {
            assertEquals(0, shell.exit(), shell.out() + shell.err());
            return shell.out();
        }
    }

    @Test
    void treesGoBothWays() throws Exception {
        shell(MAKE + "$FTP put -q -r tree $R/ && diff -r tree $ROOT/tree"
                + " && $FTP get -q -r $R/tree got/ && diff -r tree got/tree"
                + " && printf more > $ROOT/tree/$'new\\xfe' && rm tree/$'Icon\\r'"
                + " && $FTP sync -q --delete tree/ $R/tree/ && diff -r tree $ROOT/tree"
                + " && printf 6 > $ROOT/tree/$'d\\xe9/\\xe9' && rm $ROOT/tree/$'caf\\xc3'"
                + " && $FTP sync -q --delete $R/tree/ tree/ && diff -r tree $ROOT/tree"
                + " && [ -z \"$($FTP sync -n --json --delete $R/tree/ tree/)\" ]"
                + " && $FTP rm -r $R/tree && [ ! -e $ROOT/tree ]");
    }

    @Test
    void singleNamesAreGivenAsTheyAreOrAsAUrl() throws Exception {
        shell(MAKE + "cd tree && $FTP put -q $'lat\\xe9.txt' $R/ && [ -e $ROOT/$'lat\\xe9.txt' ]"
                + " && $FTP put -q $'Icon\\r' 127.0.0.1:${R##*:}/$'as\\xe9' && [ \"$(cat $ROOT/$'as\\xe9')\" = 3 ]"
                + " && cd .. && $FTP get -q $R/lat%E9.txt . && cmp $'lat\\xe9.txt' tree/$'lat\\xe9.txt'"
                + " && $FTP mv $R/lat%E9.txt $R/%fe%09 && [ -e $ROOT/$'\\xfe\\t' ]"
                + " && $FTP get -q \"$R/*\" $'into\\xff' 2>/dev/null || mkdir $'into\\xff'"
                + " && $FTP get -q \"$R/*\" $'into\\xff/' && cmp $'into\\xff/\\xfe\\t' tree/$'lat\\xe9.txt'");
    }

    @Test
    void peopleSeeEscapesAndProgramsGetBytes() throws Exception {
        String out = shell("printf 1 > $ROOT/$'lat\\xe9\\t' && $FTP ls $R && $FTP ls --json $R");
        String[] lines = out.split("\n");
        assertEquals("lat\\xe9\\t", lines[0]);
        assertTrue(lines[1].contains("\"name\":\"lat\uFFFD\\t\",\"nameBytes\":\"6c6174e909\""), out);
        assertEquals(2, lines.length, out);
    }
}
