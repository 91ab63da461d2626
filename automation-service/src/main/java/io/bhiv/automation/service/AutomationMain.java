package io.bhiv.automation.service;

import io.bhiv.automation.cli.AutomationCommand;
import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.kit.start.HealthCheck;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** With arguments a command, with {@code --health} alone the health check, without any the service. Commands start nothing of the service. */
@QuarkusMain(name = "automation")
@RegisterForReflection(
        targets = {Policies.class, CronExpression.class, Trigger.class, Entry.class, JobState.class, RunKey.class},
        classNames = {
            "io.bhiv.automation.engine.read.StatedTrigger",
            "io.bhiv.automation.engine.ledger.LedgerBook",
            "io.bhiv.automation.engine.ledger.LedgerJson"
        })
public final class AutomationMain {

    private AutomationMain() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run(arguments);
            return;
        }
        if (HealthCheck.isAskedFor(arguments)) {
            System.exit(HealthCheck.exitCode(System.getenv()));
        }
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        System.exit(new AutomationCommand(System::getenv, Clock.systemUTC(), out, err).execute(arguments));
    }
}
