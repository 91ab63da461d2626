package io.bhiv.automation.service.api;

import io.bhiv.automation.engine.lease.InFlight;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.automation.service.config.Replica;
import jakarta.enterprise.context.ApplicationScoped;

/** Gathers how this replica stands. */
@ApplicationScoped
class StatusView {

    private final AutomationConfig config;
    private final Replica replica;
    private final InFlight inFlight;
    private final Reloader reloader;
    private final Reports reports;

    StatusView(AutomationConfig config, Replica replica, InFlight inFlight, Reloader reloader, Reports reports) {
        this.config = config;
        this.replica = replica;
        this.inFlight = inFlight;
        this.reloader = reloader;
        this.reports = reports;
    }

    Answers.Status now() {
        Reloader.State state = reloader.state();
        Reports.State written = reports.state();
        return new Answers.Status(
                replica.name(),
                inFlight.claims().size(),
                new Answers.Config(
                        config.config().toString(),
                        state.jobs(),
                        state.hash(),
                        state.changedAt(),
                        state.reloads(),
                        state.violations()),
                new Answers.ReportState(written.written(), written.lost(), written.waiting(), written.failure()));
    }
}
