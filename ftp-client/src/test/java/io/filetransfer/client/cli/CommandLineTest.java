package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.beust.jcommander.ParameterDescription;
import io.filetransfer.client.cli.CommandLine.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "get -o out h/x",
                "get -oout h/x",
                "get --output out h/x",
                "get --output=out h/x",
                "get h/x --output=out",
                "get h/x -o out",
                "get -o first -o out h/x",
            })
    void everySpellingOfAnOption(String line) throws UsageException {
        GetCommand get = (GetCommand) parse(line);
        assertEquals("out", get.output);
        assertEquals(List.of("h/x"), get.operands);
    }

    @Test
    void lettersTogether() throws UsageException {
        ListCommand list = (ListCommand) parse("ls -lRv h");
        assertTrue(list.details && list.recursive && list.verbose);
        assertEquals("out", ((GetCommand) parse("get -vqoout h/x")).output);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--json --connections 7 --progress=never -q --connect-timeout 3 --retries 1000 get h/x y",
                "get --json --connections=7 --progress never -q --connect-timeout=3s --retries 1000 h/x y",
                "-q --json get --connections 7 h/x --progress never y --connect-timeout 3000ms --retries=1000",
            })
    void commonOptionsBeforeAndAfter(String line) throws UsageException {
        Command command = parse(line);
        assertTrue(command.json && command.quiet);
        assertEquals(7, command.connections);
        assertEquals(ProgressMode.NEVER, command.progress);
        assertEquals(Duration.ofSeconds(3), command.connectTimeout);
        assertEquals(1000, command.retries);
        assertEquals(List.of("h/x", "y"), command.operands);
    }

    @Test
    void operandsStayAsTheyAre() throws UsageException {
        Command command =
                CommandLine.parse(Map.of(), "put", " a ", "\"b\"", "@c", "h/").command();
        assertEquals(List.of(" a ", "\"b\"", "@c", "h/"), command.operands);
    }

    @Test
    void optionValuesStayAsTheyAre() throws UsageException {
        for (String value : List.of(" a ", "\"b\"", "@c", "-", "--", "-x", "a=b")) {
            GetCommand get = (GetCommand)
                    CommandLine.parse(Map.of(), "get", "-o", value, "h/x").command();
            assertEquals(value, get.output);
            get = (GetCommand) CommandLine.parse(Map.of(), "get", "--output=" + value, "h/x")
                    .command();
            assertEquals(value, get.output);
        }
    }

    @Test
    void twoDashesEndTheOptions() throws UsageException {
        Command command = parse("put -v -- -v --json -- h/");
        assertTrue(command.verbose);
        assertFalse(command.json);
        assertEquals(List.of("-v", "--json", "--", "h/"), command.operands);
    }

    @Test
    void oneDashIsAnOperand() throws UsageException {
        assertEquals(List.of("-", "h/x"), parse("put - h/x").operands);
        assertTrue(parse("get h/x -").writesContentToOutput());
        assertTrue(parse("get -o - h/x").writesContentToOutput());
        assertFalse(parse("get h/x ./-").writesContentToOutput());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "gte h/x|unknown command 'gte', did you mean 'get'?",
                "GET h/x|unknown command 'GET'; there are get, put",
                "lst h|unknown command 'lst', did you mean 'ls'?",
                "frobnicate|there are get, put",
                "get -x h/x|unknown option '-x'",
                "get -vx h/x|unknown option '-x'",
                "get --ouptut=a h/x|unknown option '--ouptut', did you mean '--output'?",
                "get --jsn h/x|did you mean '--json'?",
                "get --out a h/x|unknown option '--out'",
                "--frob get h/x|unknown option '--frob'",
                "stat --recursive h/x|unknown option '--recursive'",
                "get -o|option -o needs a value",
                "get --output|option --output needs a value",
                "get --json=yes h/x|option --json takes no value",
                "get --connections 0 h/x|--connections is a number from 1 to 256, not '0'",
                "get --connections +4 h/x|--connections is a number",
                "get --connections 1e3 h/x|--connections is a number",
                "get --retries 1001 h/x|--retries is a number from 0 to 1000, not '1001'",
                "get --retries +1 h/x|--retries is a number",
                "get --retries= h/x|--retries is a number",
                "get --progress often h/x|--progress is auto, always or never, not 'often'",
                "get --idle-timeout -1 h/x|--idle-timeout is a time",
                "get --idle-timeout 0 h/x|--idle-timeout is a time",
                "get --idle-timeout 5d h/x|--idle-timeout is a time",
                "get --connect-timeout 1.5 h/x|--connect-timeout is a time",
                "get --range 5 h/x|--range is FROM-TO",
                "get --range 5-4 h/x|--range is FROM-TO",
                "get --range -5 h/x|--range is FROM-TO",
                "get --range=1-99999999999999999999 h/x|--range is FROM-TO",
                "get --if-version xyz h/x|--if-version is a version",
                "get|it needs the remote name of a file",
                "get h|names a server but no file",
                "get ./x|not a remote name",
                "get h/d/x h/x dir|two files would go to 'x'",
                "get h/..|does not name a file",
                "get localhost:notes.txt|not a colon as for scp; write 'localhost/notes.txt'",
                "get host:/srv/x .|write 'host/srv/x'",
                "put x host:|write 'host/'",
                "put x [::1]:dir/|write '[::1]/dir/'",
                "get host:99999/x|a port is a number from 1 to 65535, not '99999'",
                "get host:5x/x|a port is a number from 1 to 65535, not '5x'",
                "get h/d/|does not name a file",
                "get --legacy fts://h/x|--legacy is not encrypted",
                "get --legacy --tls h/x|--legacy is not encrypted",
                "put --legacy --ca a.pem x h/x|--legacy is not encrypted",
                "cat --legacy --fingerprint SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA h/x|--legacy is not encrypted",
                "get --fingerprint SHA256:x h/x|--fingerprint is SHA256: and 43 letters",
                "get --ca= h/x|--ca is the name of a file",
                "get --ca a.pem --fingerprint SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA h/x|exclude each other",
                "get --certificate a.pem h/x|--certificate and --key go together",
                "get --key a.key h/x|--certificate and --key go together",
                "mv h/a fts://h/b|on one server, reached in different ways",
                "trust|it needs a server",
                "trust h/x|is not a server",
                "trust h SHA256:x|is not a fingerprint",
                "trust h SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA x|one too many",
                "trust --list h|one too many",
                "trust --remove h SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|one too many",
                "trust --remove|it needs one server",
                "trust --list --remove h|exclude each other",
                "trust --fingerprint SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA h|do not go with trust",
                "get --seed --range 0-1 h/x|--legacy",
                "get --legacy --range 0-1 h/x|--legacy",
                "get --seed --sha256 h/x|--legacy",
                "put x|it needs local names and, last, the remote name",
                "put a b h/x|several files need a directory: write 'h/x/'",
                "put - h/|standard input needs a full remote name",
                "put a - h/|standard input needs",
                "put a/n b/n h/|'a/n' and 'b/n' would both go to 'n'",
                "put .. h/|'..' does not name a file",
                "put --if-absent --if-version 00 a h/a|exclude each other",
                "put --seed --parents a h/a|--legacy",
                "put -r a h/x|-r puts into a directory: write 'h/x/'",
                "put -r - h/|standard input is no directory",
                "put --follow a h/x|--follow goes with -r",
                "put --exclude a b h/x|--include and --exclude go with -r",
                "put -r --exclude [a b h/|'[' without its ']'",
                "put -r --exclude / b h/|matches no name",
                "put -r --seed a h/|--legacy",
                "get -r --if-version 00 h/a .|not with -r",
                "get -r --range 0-1 h/a .|not with -r",
                "get -r h/a -|standard output takes files",
                "get -r h/a/.. .|does not name a file",
                "cat|it needs",
                "ls|it needs the remote name of one directory",
                "ls h g|'g' is one too many",
                "mv h/a|it needs",
                "mv h/a g/a|different servers",
                "mv h/a/ h/b/|ends in a slash",
                "rm h/|names a server but no file",
                "rm --if-version 00 h/a h/b|goes with one name",
                "digest -a md5 h/x|--algorithm is crc32c or sha256, not 'md5'",
                "-- get h/x|no command given",
                "-v|no command given",
            })
    void wrongLines(String line, String why) {
        UsageException wrong = assertThrows(UsageException.class, () -> parse(line));
        assertTrue(wrong.getMessage().contains(why), wrong.getMessage());
    }

    /** What meets is found out on the server. */
    @Test
    void patternsOfTheSameSpelling() throws UsageException {
        assertEquals(
                2, ((GetCommand) parse("get h/a/*.txt h/b/*.txt d")).sources().size());
        assertThrows(UsageException.class, () -> parse("get --literal h/a/*.txt h/b/*.txt d"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // line | whether the last operand is remote
                "get h/a out|false",
                "get h/a out/b|false",
                "get h/a g/b|false",
                "get h/a ./h/b|false",
                "get h/a hh/b|false",
                "get h/a h|false",
                "get h/a h:1/b|false",
                "get h/a h/b|true",
                "get h:1/a h:1/b|true",
                "get h/a ft://g/b|true",
                "get ft://h/a ft://h/b|true",
            })
    void theLastOperandOfGet(String line, boolean remote) throws Exception {
        GetCommand get = (GetCommand) parse(line);
        assertEquals(remote ? 2 : 1, get.sources().size());
    }

    @Test
    void help() throws UsageException {
        assertEquals(new CommandLine(Wish.HELP, null), CommandLine.parse(Map.of(), "--help"));
        assertEquals(new CommandLine(Wish.HELP, null), CommandLine.parse(Map.of(), "help"));
        assertEquals(new CommandLine(Wish.HELP, null), CommandLine.parse(Map.of(), "-h", "--json"));
        assertInstanceOf(
                GetCommand.class, CommandLine.parse(Map.of(), "help", "get").command());
        assertInstanceOf(
                GetCommand.class, CommandLine.parse(Map.of(), "get", "--help").command());
        assertInstanceOf(
                GetCommand.class, CommandLine.parse(Map.of(), "--help", "get").command());
        assertInstanceOf(
                GetCommand.class,
                CommandLine.parse(Map.of(), "get", "h/x", "-h").command());
        assertThrows(UsageException.class, () -> CommandLine.parse(Map.of(), "help", "gte"));
    }

    @Test
    void version() throws UsageException {
        assertEquals(Wish.VERSION, CommandLine.parse(Map.of(), "--version").wish());
        assertEquals(Wish.VERSION, CommandLine.parse(Map.of(), "-V").wish());
    }

    @Test
    void aVeryLongWordIsNotCompared() {
        assertThrows(UsageException.class, () -> CommandLine.parse(Map.of(), "x".repeat(100_000)));
    }

    @Test
    void theOptionsWithAValueAreKnownBeforeTheCommand() {
        for (String name : Commands.NAMES) {
            Command command = Commands.create(name);
            assertEquals(name, command.name());
            for (ParameterDescription option : OptionReader.describe(command)) {
                boolean withValue = option.getParameterized().getType() != boolean.class;
                boolean common = option.getCategory().equals(Command.COMMON);
                for (String spelling : option.getParameter().names()) {
                    assertEquals(common && withValue, Command.COMMON_WITH_VALUE.contains(spelling), spelling);
                }
            }
        }
        assertNull(Commands.create("frobnicate"));
    }

    private static Command parse(String line) throws UsageException {
        return CommandLine.parse(Map.of(), line.split(" ")).command();
    }

    @Test
    void theOrderOfFiltersCounts() throws UsageException {
        PutCommand put = (PutCommand) CommandLine.parse(
                        Map.of(), "put", "-r", "--include", "a.c", "--exclude=*.c", "--include", "b.c", "d", "h/")
                .command();
        assertTrue(put.filter.takes("a.c", false));
        assertFalse(put.filter.takes("b.c", false));
    }

    @ParameterizedTest
    @CsvSource({
        "./photos, host/photos, true",
        "/srv/photos, host/photos, true",
        "host/photos, ., false",
        "photos, localhost/photos, true",
        "photos, host:50001/photos, true",
        "ft://host/photos, photos, false",
        "[::1]/photos, photos, false",
        "../photos, localhost, true",
    })
    void whichSideOfASyncIsRemote(String source, String target, boolean toServer) throws UsageException {
        SyncCommand sync = (SyncCommand)
                CommandLine.parse(Map.of(), "sync", source, target).command();
        assertEquals(toServer, sync.toServer());
    }

    @ParameterizedTest
    @CsvSource({"photos, host/photos", "./photos, ./copy", "localhost/a, ft://host/b", "host/photos, photos", "'', ./a"
    })
    void aSyncThatCouldBeMeantEitherWay(String source, String target) {
        assertThrows(UsageException.class, () -> CommandLine.parse(Map.of(), "sync", source, target));
    }
}
