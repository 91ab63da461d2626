package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.matrix.Subject.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The six invariants of the promise, asked of every service after a fault. */
final class Invariants {

    private static final Duration DRAIN = Duration.ofMinutes(2);
    static final double MEMORY_MIB = 600;

    private static final Path ROWS = Path.of("target", "fault-matrix.tsv");

    private Invariants() {}

    /**
     * Ends the load and asks.
     *
     * @param mayHaveBeenStopped whether processes were stopped from outside: the watchdog of the event loop then reports the time in which
     *     nothing ran at all
     */
    static void holdAfter(String fault, WholeSystem system, boolean mayHaveBeenStopped) throws IOException {
        // 6. Every loop recovers by itself, and health says so.
        assertThat(system.services()).allMatch(ServiceProcess::isRunning);
        Meanwhile.recovered(system.services());
        system.awaitProgress();
        system.subjects().forEach(Subject::close);
        List<String> rows = new ArrayList<>();
        for (Subject subject : system.subjects()) {
            await(subject.place().label() + " drains after " + fault)
                    .atMost(DRAIN)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions()
                    .untilAsserted(subject::assertDrained);
            Findings findings = subject.findings();
            nothingWasLostOrDoubled(subject.place().label() + " after " + fault, findings);
            rows.add(row(fault, subject, findings, system.peakMib()));
        }
        // 4. Memory is bounded.
        assertThat(system.peakMib())
                .as("MiB of the largest process after %s", fault)
                .isLessThan(MEMORY_MIB);
        for (ServiceProcess service : system.services()) {
            // 5. The event loop is never blocked.
            if (!mayHaveBeenStopped) {
                assertThat(system.logAtWork(service)).as(service.name()).doesNotContain("has been blocked for");
            }
            assertThat(service.log()).as(service.name()).doesNotContain("OutOfMemoryError");
        }
        write(rows);
    }

    static void nothingWasLostOrDoubled(String what, Findings findings) {
        // 3. No 2xx for what was not stored; an identical retry is accepted.
        assertThat(findings.breaches()).as(what).isEmpty();
        assertThat(findings.acknowledged()).as(what).hasSize(findings.begun()).isNotEmpty();
        assertThat(findings.stored()).as("%s: stored", what).containsAll(findings.acknowledged());
        // 1. Nothing acknowledged is lost.
        assertThat(findings.handedOn()).as("%s: handed on", what).containsAll(findings.acknowledged());
        // 2. A duplicate always carries the same id.
        assertThat(findings.underSeveralIds()).as(what).isEmpty();
    }

    static String row(String fault, Subject subject, Findings findings, double peakMib) {
        return "%s\t%s\t%d\t%d\t%d\t%.0f"
                .formatted(
                        fault,
                        subject.place().label(),
                        findings.acknowledged().size(),
                        findings.repeats(),
                        findings.sentAgain(),
                        peakMib);
    }

    /** Only where all six held. */
    static void write(List<String> rows) throws IOException {
        rows.forEach(row -> System.out.println("  " + row.replace("\t", " | ")));
        Files.createDirectories(ROWS.getParent());
        Files.write(ROWS, rows, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
