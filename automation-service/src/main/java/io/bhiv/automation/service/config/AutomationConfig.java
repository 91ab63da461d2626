package io.bhiv.automation.service.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How this replica schedules. */
@ConfigMapping(prefix = "automation")
public interface AutomationConfig {

    /** The job file; watched while the service runs. {@code AUTOMATION_CONFIG} in the environment. */
    @WithDefault("automation/config.json")
    Path config();

    /** How often the file is looked at. */
    @WithDefault("1s")
    Duration configInterval();

    /** Name of this replica in the ledger and the reports; where it is not set, host name and process id, in the reports the host name. */
    Optional<String> replica();

    /** A job that starts once per deployment starts once for each value of this; the job file's hash where it is not set. */
    Optional<String> deployment();

    /** How often the replica looks for due times; bounds how late a run can start. */
    @WithDefault("20ms")
    Duration turn();

    /** How long a claim lasts without renewal, and so how long a dead replica's runs stay with it. */
    @WithDefault("15s")
    Duration lease();

    /** Runs this replica carries out at once; what is due beyond it is left to the others, or waits. */
    @WithDefault("1024")
    @Min(1)
    @Max(100_000)
    int concurrency();

    /** Days for which the ledger's rows are kept. */
    @WithDefault("14")
    @Min(2)
    @Max(3_650)
    int retentionDays();

    /** The longest any HTTP call of an action may take, whatever its job says. */
    @WithDefault("1h")
    Duration longestCall();
}
