package io.bhiv.automation.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OptionsTest {

    @Test
    void watchIsEveryTwoHoursAndAnIntervalAloneMeansWatch() {
        assertThat(options("--watch").modes()).containsExactly("--watch");
        assertThat(options("--watch").interval()).isEqualTo(Duration.ofHours(2));
        assertThat(options("--interval", "5").modes()).containsExactly("--watch");
        assertThat(options("--interval", "5").interval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(options("--watch", "--interval", "5").modes()).containsExactly("--watch");
    }

    @Test
    void dryRunTakesPrecedenceOverOnceAndOthersExcludeEachOther() {
        assertThat(options("--once", "--dry-run").modes()).containsExactly("--dry-run");
        assertThat(options("--once", "--validate").modes()).hasSize(2);
        assertThat(options("--config", "x").modes()).isEmpty();
    }

    @Test
    void defaultPathsArePublishedOnesAndTheLedgerIsBesideTheReports() {
        assertThat(options("--once").config()).isEqualTo(Path.of("automation/config.json"));
        assertThat(options("--once").reports()).isEqualTo(Path.of("automation/reports"));
        assertThat(options("--once", "--reports", "/x/reports").ledger()).isEqualTo(Path.of("/x/ledger/ledger.jsonl"));
        assertThat(options("--once", "--ledger", "/y").ledger()).isEqualTo(Path.of("/y"));
    }

    private static Options options(String... arguments) {
        return new Options(new CommandLine(Options.spec()).parseArgs(arguments));
    }
}
