package io.bhiv.automation.service.api;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.automation.service.config.Replica;
import io.bhiv.kit.lines.LineLog;
import jakarta.enterprise.context.ApplicationScoped;

/** The state of this replica. */
@ApplicationScoped
class StatusView {

    private final AutomationConfig config;
    private final Replica replica;
    private final AutomationEngine engine;
    private final Reloader reloader;
    private final Reports reports;

    StatusView(AutomationConfig config, Replica replica, AutomationEngine engine, Reloader reloader, Reports reports) {
        this.config = config;
        this.replica = replica;
        this.engine = engine;
        this.reloader = reloader;
        this.reports = reports;
    }

    Answers.Status now() {
        Reloader.State state = reloader.state();
        LineLog.State written = reports.state();
        return new Answers.Status(
                replica.name(),
                engine.inFlight().claims().size(),
                new Answers.Config(
                        config.config().toString(),
                        state.jobs(),
                        state.hash(),
                        state.changedAt(),
                        state.reloads(),
                        state.violations()),
                new Answers.ReportState(written.written(), written.dropped(), written.waiting(), written.failure()));
    }
}
