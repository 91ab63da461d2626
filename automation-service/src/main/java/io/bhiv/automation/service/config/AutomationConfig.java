package io.bhiv.automation.service.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How this replica schedules, and where it reports. */
@ConfigMapping(prefix = "bridge.automation")
public interface AutomationConfig {

    /** The job file; watched while the service runs. {@code AUTOMATION_CONFIG} in the environment. */
    @WithDefault("automation/config.json")
    Path config();

    /** How often the job file is polled for changes. */
    @WithDefault("1s")
    Duration configInterval();

    /** Name of this replica alone in the ledger and the reports; where it is not set, host name and process id, in the reports the host name. */
    Optional<String> replica();

    /** A job that starts once per deployment starts once for each value of this; the job file's hash where it is not set. */
    Optional<String> deployment();

    /** Shortest pause between two turns: what is due within it shares their statements. Bounds how late a run can start. */
    @WithDefault("20ms")
    Duration turn();

    /** Longest pause between two turns: finds what other replicas left due and a clock that was set. The only queries while idle. */
    @WithDefault("1s")
    Duration look();

    /** How long a claim lasts without renewal, and so how long the runs of a dead replica stay with it. */
    @WithDefault("15s")
    Duration lease();

    /** Time that runs have to end when the service is stopped; then they are handed back to other replicas or cancelled. */
    @WithDefault("8s")
    Duration stopGrace();

    /** Runs of this replica at once; what is due beyond it is left to other replicas, or waits. */
    @WithDefault("1024")
    @Min(1)
    @Max(100_000)
    int concurrency();

    /** Days for which the ledger's rows are kept. */
    @WithDefault("14")
    @Min(2)
    @Max(3_650)
    int retentionDays();

    /** The longest any HTTP call of an action may take; a job's policy cannot extend it. */
    @WithDefault("1h")
    Duration longestCall();

    /** Where reports go and how much of them is kept. */
    Reports reports();

    /** The report files. */
    interface Reports {
        /** Folder of {@code run_*.jsonl} and {@code daily_log.txt}; created when it does not exist. */
        @WithDefault("automation/reports")
        Path dir();

        /** A report file is closed and a new one started at this size. */
        @WithDefault("16M")
        MemorySize largestFile();

        /** How many run files of one replica are kept; the oldest are deleted first. */
        @WithDefault("50")
        @Min(2)
        int keptFiles();
    }
}
