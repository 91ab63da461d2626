package io.bhiv.stack.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import picocli.CommandLine;

/** The command as it is typed. */
class EvaluateCommandTest {

    private static final String HEAD = "user,night,kind,rule,severity,recommendation,status\n";

    @TempDir
    private Path folder;

    private record Result(int exitCode, String out, String err) {}

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new TriggersCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("evaluate"));
        all.addAll(List.of(arguments));
        int exitCode = line.execute(all.toArray(String[]::new));
        return new Result(exitCode, out.toString(), err.toString());
    }

    private String file(String content) throws IOException {
        return Files.writeString(folder.resolve("nights.csv"), content).toString();
    }

    @Test
    void writesFiringsAndThenTheNotificationOfANight() throws IOException {
        Result result = run(file("""
                user,night,metric,value
                anna,2026-01-03,rmssd,24.9
                anna,2026-01-04,rmssd,39.9
                anna,2026-01-05,rmssd,40
                """));
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .isEqualTo(HEAD
                        + "anna,2026-01-03,firing,FIXED_RMSSD,CRITICAL,immediate_stress_protocol,OPEN\n"
                        + "anna,2026-01-03,notification,FIXED_RMSSD,CRITICAL,immediate_stress_protocol,OPEN\n"
                        + "anna,2026-01-04,firing,FIXED_RMSSD,HIGH,breathing_exercise,SUPPRESSED\n");
    }

    @Test
    void theHeaderTheMarkAndCommentsAreOptional() throws IOException {
        String plain = "a,2026-01-03,rmssd,20\n";
        assertThat(run(file(plain)).out())
                .isEqualTo(run(file("\uFEFFuser,night,metric,value\r\n\r\n# mine\r\n" + plain))
                        .out());
    }

    @Test
    void everyBadLineIsNamedAndTheOthersAreEvaluated() throws IOException {
        Result result = run(file("""
                user,night,metric,value,source,context
                a,2026-01-03,rmssd,20,ring,nocturnal
                a,2026-02-30,rmssd,20
                a,2026-01-04,steps,20
                a,2026-01-04,rmssd,twenty
                a,2026-01-04,rmssd,
                a,2026-01-04,rmssd
                ,2026-01-04,rmssd,20
                a,2026-01-04,rmssd,20,ring,asleep
                a,2026-01-04,tag,party
                "a,2026-01-04,rmssd,20
                a,2026-01-04,rmssd,20,ring,spot,more
                a,2026-01-04,rmssd,0x20
                """));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("a,2026-01-03,firing,FIXED_RMSSD,CRITICAL")
                .doesNotContain("2026-01-04");
        assertThat(result.err().lines())
                .containsExactly(
                        "line 3: night '2026-02-30' is no date like 2026-01-31",
                        "line 4: metric 'steps' is none of rmssd, rhr, resp_rate, skin_temp, spo2, tag",
                        "line 5: value 'twenty' is no number like 43.5",
                        "line 6: the value is missing",
                        "line 7: has 3 cells; expected user,night,metric,value[,source,context]",
                        "line 8: the user is missing",
                        "line 9: context 'asleep' is none of nocturnal, morning_spot, spot",
                        "line 10: tag 'party' is unknown",
                        "line 11: a quote is not closed",
                        "line 12: has 7 cells; expected user,night,metric,value[,source,context]",
                        "line 13: value '0x20' is no number like 43.5");
    }

    @Test
    void whatIsReadableAndNotUsedIsSaidWithoutFailing() throws IOException {
        Result result = run(file("""
                a,2026-01-03,sdnn,20
                a,2026-01-03,rmssd,0
                a,2026-01-04,rmssd,nan
                a,2026-01-04,rhr,12
                a,2026-01-04,rhr,60,ring,spot
                """), "--mode", "both");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo(HEAD);
        assertThat(result.err().lines())
                .containsExactly(
                        "line 1: sdnn is another quantity than rmssd and has no rule; not used",
                        "line 2: no device can have measured this value; not used",
                        "line 3: no device can have measured this value; not used",
                        "line 4: the value is not plausible; no personal rule uses it",
                        "line 5: only rmssd has a rule for spot values; not used");
    }

    @Test
    void theOrderOfTheLinesDoesNotMatterAndTheLaterOfTwoStands() throws IOException {
        Result result = run(file("""
                b,2026-01-03,rmssd,50
                a,2026-01-05,rmssd,20
                a,2026-01-03,rmssd,20
                a,2026-01-03,rmssd,35
                """));
        assertThat(result.out().lines().filter(line -> line.contains("firing")))
                .containsExactly(
                        "a,2026-01-03,firing,FIXED_RMSSD,HIGH,breathing_exercise,OPEN",
                        "a,2026-01-05,firing,FIXED_RMSSD,CRITICAL,immediate_stress_protocol,ESCALATED");
    }

    @Test
    void explainsOnRequest() throws IOException {
        Result result =
                run(file("a,2026-01-03,rmssd,20\na,2026-01-04,rmssd,21\n\"x,y\",2026-01-04,rmssd,21\n"), "--explain");
        assertThat(result.out().lines().toList().get(0)).endsWith("status,reason,trigger_id,explanation");
        assertThat(result.out().lines().toList().get(3))
                .startsWith(
                        "a,2026-01-04,firing,FIXED_RMSSD,CRITICAL,immediate_stress_protocol,SUPPRESSED,episode_open,")
                .contains("last night was 21 ms");
        assertThat(result.out()).contains("\n\"x,y\",2026-01-04,firing,");
    }

    @ParameterizedTest
    @CsvSource({"--mode,sometimes,modes are fixed", "nowhere.csv,,There is no file"})
    void wrongUseIsTwo(String first, String second, String message) throws IOException {
        String[] arguments =
                second == null ? new String[] {first} : new String[] {file("a,2026-01-03,rmssd,20\n"), first, second};
        Result result = run(arguments);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void drawsAPictureThatIsXmlWhateverPeopleAreCalled()
            throws IOException, SAXException, ParserConfigurationException {
        Path svg = folder.resolve("nights.svg");
        Result result = run(file("<a> & \u0001b,2026-01-03,rmssd,20\n"), "--plot", svg.toString());
        assertThat(result.exitCode()).isZero();
        String drawn = Files.readString(svg);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(drawn)));
        assertThat(drawn).contains("&lt;a&gt; &amp;").contains("FIXED_RMSSD CRITICAL");
    }

    @Test
    void drawsTheNightsTheBandAndTheFiringsOfTheExample() throws IOException {
        Path svg = folder.resolve("nights.svg");
        Result result = run("../../docs/examples/nights.csv", "--mode", "hybrid", "--plot", svg.toString());
        String drawn = Files.readString(svg);
        long notifications = result.out()
                .lines()
                .filter(line -> line.contains(",notification,"))
                .count();

        assertThat(drawn).as("what was usual").contains("<polygon points=", "<polyline points=");
        assertThat(drawn.lines().filter(line -> line.contains("r=\"2.4\"")).count())
                .as("a dot for each line of the file")
                .isEqualTo(Files.readAllLines(Path.of("../../docs/examples/nights.csv")).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("user,"))
                        .count());
        assertThat(notifications).isPositive();
        assertThat(drawn.lines().filter(line -> line.contains("l6 11 h-12 z") && line.contains("<title>")))
                .as("filled marks")
                .hasSizeGreaterThanOrEqualTo((int) notifications);
        assertThat(drawn.lines().filter(line -> line.contains("r=\"3\" fill=\"#fff\"")))
                .as("hollow marks of what was held back")
                .isNotEmpty();
    }

    @Test
    void anEmptyFileIsAnEmptyTableAndAPictureThatSaysSo() throws IOException {
        Path svg = folder.resolve("nights.svg");
        Result result = run(file(""), "--plot", svg.toString());
        assertThat(result.out()).isEqualTo(HEAD);
        assertThat(Files.readString(svg)).contains("There are no nights to draw.");
    }

    @Test
    void theExampleThatIsShippedHasFiringsOfBothKinds() {
        Result result = run("../../docs/examples/nights.csv", "--mode", "hybrid");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("anna,2026-03-08,notification,MULTI_SIGNAL,CRITICAL,rest_and_seek_advice_if_unwell,")
                .contains("ben,2026-03-02,notification,HRV_TREND,HIGH,reduce_load_and_recover,ESCALATED")
                .contains("FIXED_RMSSD");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = folder.resolve("latin.csv");
        Files.write(file, "J\u00fcrgen,2026-01-03,rmssd,20\n".getBytes(StandardCharsets.ISO_8859_1));
        Result result = run(file.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("not written in UTF-8");
    }

    @Test
    void aFileWithoutANightAndAPictureThatCannotBeWrittenAreOneLine() throws IOException {
        for (String nothing : List.of("", "user,night,metric,value\n")) {
            Result empty = run(file(nothing));
            assertThat(empty.exitCode()).isEqualTo(1);
            assertThat(empty.err().strip().lines()).singleElement().asString().contains("a night is missing");
        }
        String nowhere = folder.resolve("none/nights.svg").toString();
        Result unwritable = run(file("a,2026-01-03,rmssd,20\n"), "--plot", nowhere);
        assertThat(unwritable.exitCode()).isEqualTo(1);
        assertThat(unwritable.err()).contains("cannot be written to " + nowhere);
    }
}
