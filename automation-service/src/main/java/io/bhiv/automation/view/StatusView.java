package io.bhiv.automation.view;

import io.bhiv.automation.AutomationConfig;
import io.bhiv.automation.InFlight;
import io.bhiv.automation.Replica;
import io.bhiv.automation.reload.JobBoard;
import io.bhiv.automation.reload.Reloader;
import io.bhiv.automation.report.Reports;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;

/** Gathers how this replica stands. */
@ApplicationScoped
class StatusView {

    private final AutomationConfig config;
    private final Replica replica;
    private final InFlight inFlight;
    private final Reloading reloading;
    private final Reports reports;

    StatusView(AutomationConfig config, Replica replica, InFlight inFlight, Reloading reloading, Reports reports) {
        this.config = config;
        this.replica = replica;
        this.inFlight = inFlight;
        this.reloading = reloading;
        this.reports = reports;
    }

    Answers.Status now() {
        Reloader.State state = reloading.reloader().state();
        Reports.State written = reports.state();
        return new Answers.Status(
                replica.name(),
                inFlight.claims().size(),
                new Answers.Config(
                        config.config().toString(),
                        reloading.board().file().jobs().size(),
                        state.hash(),
                        state.changedAt(),
                        state.reloads(),
                        state.violations()),
                new Answers.ReportState(written.written(), written.lost(), written.waiting(), written.failure()));
    }

    /** The file and what is in force. */
    @Singleton
    static class Reloading {
        private final Reloader reloader;
        private final JobBoard board;

        Reloading(Reloader reloader, JobBoard board) {
            this.reloader = reloader;
            this.board = board;
        }

        Reloader reloader() {
            return reloader;
        }

        JobBoard board() {
            return board;
        }
    }
}
