package io.bhiv.automation.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerTest extends LedgerContract {

    @TempDir
    private Path folder;

    @Override
    protected Ledger fresh() {
        return open(folder.resolve("contract.jsonl"));
    }

    @Test
    void aSecondProcessIsRefused() {
        Path file = folder.resolve("locked.jsonl");
        try (FileLedger first = open(file)) {
            assertThat(get(first.now())).isNotNull();
            assertThatThrownBy(() -> open(file)).isInstanceOf(LedgerLocked.class);
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
            assertThat(get(ledger.claim(10, job -> Optional.of(Policies.standard())))
                            .started())
                    .hasSize(1);
        }
        Files.writeString(file, "{\"job\":\"job\",\"due_at\":\"20", StandardOpenOption.APPEND);

        try (FileLedger again = open(file)) {
            assertThat(get(again.record(List.of(Occurrence.due("job", due, Occasion.SCHEDULED)), Map.of())))
                    .as("recorded before")
                    .isEmpty();
            assertThat(get(again.expired(10)))
                    .as("its process is gone")
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.key().dueAt()).isEqualTo(due));
            assertThat(get(again.standings(List.of("job"))))
                    .hasEntrySatisfying(
                            "job",
                            standing -> assertThat(standing.evaluatedTo()).isEqualTo(due));
        }
    }

    @Test
    void aFileThatGrewLongIsWrittenAnewWhileItIsUsedAndForgetsOldEndsAlone() throws IOException {
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
                                        new Occurrence.Fate.Missed("policy none")))
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
    void aDamagedFileIsNamedWithItsLineAndNotHeld() throws IOException {
        Path file = folder.resolve("damaged.jsonl");
        try (FileLedger ledger = open(file)) {
            get(ledger.reconcile(Map.of("job", "s")));
        }
        Files.writeString(file, "{\"job\":\"job\",\"due_at\":\"yesterday\"}\n", StandardOpenOption.APPEND);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> open(file))
                    .isInstanceOf(LedgerUnusable.class)
                    .hasMessageContaining("damaged.jsonl")
                    .hasMessageContaining("line 2");
        }
    }

    private static FileLedger open(Path file) {
        return FileLedger.open(file, Clock.systemUTC(), "test", LEASE);
    }
}
