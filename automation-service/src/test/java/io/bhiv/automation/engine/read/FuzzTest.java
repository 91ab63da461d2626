package io.bhiv.automation.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Trigger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is in a job file, the answer is a job or a named problem: nothing else is thrown, and what is accepted can be
 * evaluated. The seeds are fixed; {@code -Dautomation.fuzz.rounds=100000} makes each test long.
 */
class FuzzTest {

    private static final int ROUNDS = Integer.getInteger("automation.fuzz.rounds", 1_500);
    private static final List<String> SAMPLES =
            List.of(JobFileReaderTest.text("published.json"), JobFileReaderTest.text("rich.json"));
    private static final List<String> FRAGMENTS = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "1e999",
            "0.0",
            "99999999999999999999",
            "\\ud83d",
            "\u0001",
            "\uFEFF",
            "R/",
            "P",
            "PT0S",
            "P999999999999D",
            "+1000000000-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "${env:X}",
            "${file:",
            "file:/x",
            "../",
            "*",
            "L-31",
            "31W",
            "7#6",
            "-",
            "/0",
            "/",
            "~2",
            "http://[",
            "\\u0000");
    private static final List<String> CRON = List.of(
            "*", "?", "0", "1", "7", "12", "31", "59", "60", "L", "L-3", "W", "15W", "31W", "2#3", "7#5", "5L", "MON",
            "SUN", "SAT-SUN", "JAN", "1-5", "5-1", "0/7", "*/0", "*/61", "1,2,,3", "-", "/", "#", "#1", "1#", "é",
            "\uFF19");
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"), ZoneId.of("Europe/Berlin"), ZoneId.of("Asia/Kathmandu"), ZoneId.of("Pacific/Apia"));

    private final JobFileReader reader = new JobFileReader();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_128, -42})
    void anyTextIsAJobFileOrANamedProblem(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutated(SAMPLES.get(random.nextInt(SAMPLES.size())), random);
            switch (reader.read(text)) {
                case ReadResult.Valid(var file) -> file.list().forEach(FuzzTest::evaluate);
                case ReadResult.Invalid(List<Violation> violations) ->
                    assertThat(violations)
                            .as("seed %d round %d", seed, round)
                            .isNotEmpty()
                            .allSatisfy(one -> {
                                assertThat(one.says()).isNotBlank();
                                assertThat(one.pointer().isEmpty()
                                                || one.pointer().startsWith("/"))
                                        .isTrue();
                            });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 2_468, -1})
    void anyCronExpressionIsAScheduleOrANamedProblem(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            int fields = random.nextInt(10) == 0 ? random.nextInt(9) : 6;
            String text = IntStream.range(0, fields)
                    .mapToObj(field -> CRON.get(random.nextInt(CRON.size())))
                    .collect(Collectors.joining(random.nextInt(50) == 0 ? "\t" : " "));
            ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
            Instant after = Instant.ofEpochSecond(random.nextLong(-2_000_000_000L, 6_000_000_000L));
            parsed(text, seed)
                    .flatMap(cron -> DueTimes.after(new Trigger.Cron(cron, zone), after))
                    .ifPresent(
                            next -> assertThat(next).as("%s in %s", text, zone).isAfter(after));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 13})
    void anyPathOfASecretResolvesOrIsReportedAsMissing(long seed) {
        Random random = new Random(seed);
        Secrets secrets = new Secrets(name -> null);
        for (int round = 0; round < ROUNDS; round++) {
            String path = random.ints(random.nextInt(1, 40), 0, 0x300)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
            try {
                assertThat(secrets.resolveHeader("file:/none/" + path)).isNotNull();
            } catch (Secrets.Missing named) {
                assertThat(named).hasMessageContaining("is not there");
            }
        }
    }

    private static void evaluate(Job job) {
        for (String instant : List.of("1970-01-01T00:00:00Z", "2026-11-28T00:00:00Z", "2200-01-01T00:00:00Z")) {
            Instant after = Instant.parse(instant);
            List<Instant> due = DueTimes.next(job.trigger(), after, 3);
            assertThat(due).isSorted().allSatisfy(one -> assertThat(one).isAfter(after));
        }
    }

    private static Optional<CronExpression> parsed(String text, long seed) {
        try {
            return Optional.of(CronExpression.parse(text));
        } catch (IllegalArgumentException named) {
            assertThat(named.getMessage()).as("%s, seed %d", text, seed).isNotBlank();
            return Optional.empty();
        }
    }

    /** A few edits: characters and fragments put in, taken out, doubled and replaced. */
    private static String mutated(String sample, Random random) {
        StringBuilder text = new StringBuilder(sample);
        int edits = 1 + random.nextInt(4);
        for (int edit = 0; edit < edits && !text.isEmpty(); edit++) {
            String fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
            int at = random.nextInt(text.length());
            int to = Math.min(text.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> text.insert(at, fragment);
                case 1 -> text.delete(at, to);
                case 2 -> text.replace(at, to, fragment);
                case 3 -> text.insert(at, text.substring(at, to));
                default -> replaceAText(text, fragment, random);
            }
        }
        return text.toString();
    }

    /** Puts a fragment between two quotes, which mostly keeps the text JSON. */
    private static void replaceAText(StringBuilder text, String fragment, Random random) {
        int[] quotes = IntStream.range(0, text.length())
                .filter(i -> text.charAt(i) == '"')
                .toArray();
        if (quotes.length > 1) {
            int first = random.nextInt(quotes.length - 1);
            text.replace(quotes[first] + 1, quotes[first + 1], fragment);
        }
    }
}
