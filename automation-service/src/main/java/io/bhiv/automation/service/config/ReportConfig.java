package io.bhiv.automation.service.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;

/** Where reports go and how much of them is kept. */
@ConfigMapping(prefix = "automation.reports")
public interface ReportConfig {

    /** Folder of {@code run_*.jsonl} and {@code daily_log.txt}; made when it is not there. */
    @WithDefault("automation/reports")
    Path dir();

    /** A report file is closed and a new one begun at this size. */
    @WithDefault("16M")
    MemorySize largestFile();

    /** How many run files of one replica are kept; the oldest go first. */
    @WithDefault("50")
    @Min(2)
    int keptFiles();
}
