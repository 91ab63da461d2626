package io.bhiv.automation.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.plan.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerTest extends LedgerContract {

    @TempDir
    private Path folder;

    private @Nullable FileLedger contract;

    @Override
    protected Ledger fresh() {
        FileLedger fresh = open(folder.resolve("contract.jsonl"));
        contract = fresh;
        return fresh;
    }

    @Override
    protected boolean pause(String job, Optional<String> why) {
        return get(contract().pause(job, why));
    }

    private FileLedger contract() {
        return Objects.requireNonNull(contract, "the ledger under test is open");
    }

    @Override
    protected JobState state(String job) {
        return Objects.requireNonNull(get(contract().jobStates(List.of(job))).get(job));
    }

    /** Nobody else has the file: what it leaves out is gone at once. */
    @Override
    protected void passes(Duration time) {}

    @Test
    void aSecondProcessIsRefused() {
        Path file = folder.resolve("locked.jsonl");
        try (FileLedger first = open(file)) {
            assertThat(get(first.now())).isNotNull();
            assertThatThrownBy(() -> open(file)).isInstanceOf(FileLedger.Locked.class);
        }
        open(file).close();
    }

    @Test
    void everythingIsThereAgainAfterARestartAndATornLineIsCutOff() throws IOException {
        Path file = folder.resolve("torn.jsonl");
        Instant due;
        try (FileLedger ledger = open(file)) {
            get(ledger.reconcile(Map.of("job", "s")));
            due = get(ledger.now());
            get(ledger.record(List.of(Occurrence.due("job", due, Occasion.SCHEDULED)), Map.of("job", due)));
            assertThat(get(ledger.claim(Room.of(10), job -> Optional.of(Policies.standard())))
                            .started())
                    .hasSize(1);
        }
        Files.writeString(file, "{\"job\":\"job\",\"due_at\":\"20", StandardOpenOption.APPEND);

        try (FileLedger again = open(file)) {
            assertThat(get(again.record(List.of(Occurrence.due("job", due, Occasion.SCHEDULED)), Map.of())))
                    .as("recorded before")
                    .isEmpty();
            assertThat(get(again.expired(10, job -> true)))
                    .as("its process is gone")
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.key().dueAt()).isEqualTo(due));
            assertThat(get(again.jobStates(List.of("job"))))
                    .hasEntrySatisfying(
                            "job", state -> assertThat(state.evaluatedTo()).isEqualTo(due));
        }
    }

    @Test
    void longFileIsRewrittenWhileInUseAndDropsOnlyOldEnds() throws IOException {
        Path file = folder.resolve("long.jsonl");
        try (FileLedger ledger = open(file)) {
            get(ledger.reconcile(Map.of("job", "s")));
            Instant start = get(ledger.now()).minusSeconds(20_000);
            for (int round = 0; round < 10; round++) {
                int first = round * 1_000;
                get(ledger.record(
                        IntStream.range(first, first + 1_000)
                                .mapToObj(i -> new Occurrence(
                                        "job",
                                        start.plusSeconds(i),
                                        Occasion.SCHEDULED,
                                        new Occurrence.Timeliness.Missed("policy none")))
                                .toList(),
                        Map.of()));
            }
            get(ledger.recordOccasion(Occurrence.due("job", start, Occasion.of(Occasion.Kind.EVENT, "once"))));
            assertThat(Files.readAllLines(file)).hasSizeLessThan(8_000);
        }
        try (FileLedger again = open(file)) {
            assertThat(get(again.history("job", null, 20_000))).hasSizeBetween(1_000, 7_000);
            assertThat(get(again.recordOccasion(
                            Occurrence.due("job", get(again.now()), Occasion.of(Occasion.Kind.EVENT, "once")))))
                    .as("noted before")
                    .isEmpty();
        }
    }

    @Test
    void aTurnThatCouldNotBeWrittenDidNotHappen() throws IOException {
        Path file = folder.resolve("full.jsonl");
        try (FileLedger ledger = open(file)) {
            get(ledger.reconcile(Map.of("job", "s")));
            String before = Files.readString(file);
            Path inTheWay = Files.createDirectory(folder.resolve("full.jsonl.new"));
            Occurrence due = Occurrence.due("job", get(ledger.now()), Occasion.SCHEDULED);
            assertThatThrownBy(() -> get(ledger.record(List.of(due), Map.of())))
                    .isInstanceOf(FileLedger.Unusable.class)
                    .hasMessageContaining("cannot be written");
            assertThat(Files.readString(file)).isEqualTo(before);
            assertThat(get(ledger.history("job", null, 10))).isEmpty();

            Files.delete(inTheWay);
            assertThat(get(ledger.record(List.of(due), Map.of()))).hasSize(1);
        }
    }

    @Test
    void aWriteThatWasCutShortLeavesTheLastWholeTurn() throws IOException {
        Path file = folder.resolve("cut.jsonl");
        try (FileLedger ledger = open(file)) {
            get(ledger.reconcile(Map.of("job", "s")));
        }
        Files.writeString(folder.resolve("cut.jsonl.new"), "{\"version\":2,\"jobs\":[{\"na");
        try (FileLedger again = open(file)) {
            assertThat(get(again.jobStates(List.of("job")))).containsOnlyKeys("job");
            assertThat(get(again.pause("job", Optional.of("why")))).isTrue();
        }
        try (FileLedger again = open(file)) {
            assertThat(get(again.jobStates(List.of("job"))))
                    .hasEntrySatisfying(
                            "job", state -> assertThat(state.paused()).contains("why"));
        }
    }

    @Test
    void linesOfAnEarlierVersionAreReadAndBecomeADocument() throws IOException {
        Path file = folder.resolve("lines.jsonl");
        Files.writeString(file, """
                {"name":"job","schedule":"s","retired":false,"evaluated_to":"2026-05-01T10:00:00Z","above":false,"failures":1,"failing":true,"paused":"old"}
                {"occasion_of":"job","key":"once"}
                {"job":"job","due_at":"2026-05-01T09:00:00Z","kind":"round","state":"running","reason":null,"replica":"cli","epoch":1,"attempts":0,"recorded_at":"2026-05-01T09:00:00Z"}
                {"job":"job","due_at":"2026-05-01T09:00:00Z","kind":"round","state":"failed","reason":"answered 500","replica":"cli","epoch":1,"attempts":3,"recorded_at":"2026-05-01T09:00:00Z","started_at":"2026-05-01T09:00:00Z","ended_at":"2026-05-01T09:00:02Z"}
                """);
        try (FileLedger ledger = open(file)) {
            assertThat(get(ledger.history("job", null, 10)))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.state()).isEqualTo(RunState.FAILED));
            assertThat(get(ledger.recordOccasion(
                            Occurrence.due("job", get(ledger.now()), Occasion.of(Occasion.Kind.EVENT, "once")))))
                    .as("noted before")
                    .isEmpty();
            assertThat(get(ledger.pause("job", Optional.empty()))).isTrue();
        }
        assertThat(Files.readAllLines(file)).singleElement().asString().contains("\"version\":2");
    }

    @Test
    void aDamagedFileIsNamedWithItsLineAndNotHeld() throws IOException {
        Path file = folder.resolve("damaged.jsonl");
        try (FileLedger ledger = open(file)) {
            get(ledger.reconcile(Map.of("job", "s")));
        }
        Files.writeString(file, "{\"job\":\"job\",\"due_at\":\"yesterday\"}\n", StandardOpenOption.APPEND);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> open(file))
                    .isInstanceOf(FileLedger.Unusable.class)
                    .hasMessageContaining("damaged.jsonl")
                    .hasMessageContaining("line 2");
        }
    }

    private static FileLedger open(Path file) {
        return FileLedger.open(file, Clock.systemUTC(), "test", LEASE);
    }
}
