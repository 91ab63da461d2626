package io.bhiv.automation.service.api;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.service.api.Answers.Backfill;
import io.bhiv.automation.service.api.Answers.JobView;
import io.bhiv.automation.service.api.Answers.Jobs;
import io.bhiv.automation.service.api.Answers.Next;
import io.bhiv.automation.service.api.Answers.Paused;
import io.bhiv.automation.service.api.Answers.Requested;
import io.bhiv.automation.service.api.Answers.RunView;
import io.bhiv.automation.service.api.Answers.Runs;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.automation.service.loops.TurnSchedule;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Jobs: what there is, what became of it, what an operator may do with it. */
@Path("/automation/jobs")
public class JobsResource {

    private static final int MOST_ROWS = 1_000;
    /** Each is a parameter of a statement, which has 65,535 at most. */
    private static final int MOST_JOBS = 10_000;

    private static final int LONGEST_KEY = 255;
    private static final int MOST_BACKFILL = 10_000;
    private static final int SHOWN = 100;
    /** The tables hold no later one. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final AutomationEngine engine;
    private final Ledger ledger;
    private final JobRows rows;
    private final AutomationConfig config;
    private final TurnSchedule turns;

    JobsResource(AutomationEngine engine, Ledger ledger, JobRows rows, AutomationConfig config, TurnSchedule turns) {
        this.engine = engine;
        this.ledger = ledger;
        this.rows = rows;
        this.config = config;
        this.turns = turns;
    }

    /** In the order of the file; a page that is not full is the last. */
    @GET
    @RolesAllowed(Roles.VIEWER)
    public Uni<Jobs> all(@RestQuery @Nullable String after, @RestQuery @DefaultValue("10000") int limit) {
        List<Job> jobs = engine.jobs().file().list();
        List<Job> page = jobs.stream()
                .skip(after == null ? 0 : 1 + jobs.indexOf(job(after)))
                .limit(Math.clamp(limit, 1, MOST_JOBS))
                .toList();
        return views(page).map(views -> new Jobs(views, views.size()));
    }

    @GET
    @Path("{name}")
    @RolesAllowed(Roles.VIEWER)
    public Uni<JobView> one(@RestPath String name) {
        return views(List.of(job(name))).map(List::getFirst);
    }

    private Uni<List<JobView>> views(List<Job> jobs) {
        return rows.states(jobs.stream().map(Job::name).toList())
                .chain(states -> ledger.now()
                        // Some expressions are looked for through forty years.
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(now -> jobs.stream()
                                .map(job -> JobView.of(job, Optional.ofNullable(states.get(job.name())), now))
                                .toList()));
    }

    /** History outlives the job: rows of a job that is no longer in the file are shown too. */
    @GET
    @Path("{name}/runs")
    @RolesAllowed(Roles.VIEWER)
    public Uni<Runs> runs(
            @RestPath String name, @RestQuery @Nullable String before, @RestQuery @DefaultValue("50") int limit) {
        Instant until = before == null ? null : instant("before", before);
        return ledger.history(name, until, Math.clamp(limit, 1, MOST_ROWS))
                .map(rows -> rows.stream().map(RunView::of).toList())
                .map(rows -> new Runs(rows, rows.size()));
    }

    @GET
    @Path("{name}/next")
    @RolesAllowed(Roles.VIEWER)
    public Uni<Next> next(@RestPath String name, @RestQuery @DefaultValue("5") int count) {
        Job job = job(name);
        return ledger.now()
                .map(now -> new Next(name, DueTimes.next(job.trigger(), now, Math.clamp(count, 1, MOST_ROWS))));
    }

    @POST
    @Path("{name}/run")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Requested> run(@RestPath String name, @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey) {
        enabled(job(name));
        Occasion occasion = requested(idempotencyKey);
        return ledger.now()
                .chain(now -> ledger.recordOccasion(Occurrence.due(name, now, occasion)))
                .map(key -> new Requested(name, key.map(RunKey::dueAt).orElse(null), key.isEmpty()));
    }

    private static Occasion requested(@Nullable String idempotencyKey) {
        if (idempotencyKey == null) {
            return Occasion.of(Occasion.Kind.MANUAL);
        }
        if (idempotencyKey.length() > LONGEST_KEY) {
            throw Problem.of(ProblemType.MALFORMED, "An Idempotency-Key has at most " + LONGEST_KEY + " characters")
                    .asException();
        }
        return Occasion.of(Occasion.Kind.MANUAL, "request:" + idempotencyKey);
    }

    @POST
    @Path("{name}/pause")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Paused> pause(@RestPath String name, @RestQuery @DefaultValue("by an operator") String reason) {
        job(name);
        return paused(name, reason.substring(0, Math.min(reason.length(), 200)));
    }

    @POST
    @Path("{name}/resume")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Paused> resume(@RestPath String name) {
        job(name);
        return paused(name, null);
    }

    /** The pause of a job that was enabled before is kept for when it is again. */
    private Uni<Paused> paused(String name, @Nullable String why) {
        return rows.pause(name, why).map(known -> {
            if (!known) {
                throw Problem.of(ProblemType.CONFLICT, "The job has never been enabled, so it has no pause")
                        .asException();
            }
            return new Paused(name, why);
        });
    }

    /** Records the due times in {@code [from, to]} that the ledger has no row for; they run one after the other. */
    @POST
    @Path("{name}/backfill")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Backfill> backfill(
            @RestPath String name,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String to,
            @RestQuery @DefaultValue("true") boolean dryRun) {
        Job job = job(name);
        enabled(job);
        Instant first = instant("from", from);
        Instant last = instant("to", to);
        return ledger.now().chain(now -> {
            List<Instant> due = past(job, first, last, now);
            return (dryRun ? Uni.createFrom().item(0) : record(name, due))
                    .map(recorded -> new Backfill(
                            name,
                            dryRun,
                            due.size(),
                            recorded,
                            due.stream().limit(SHOWN).toList()));
        });
    }

    private List<Instant> past(Job job, Instant first, Instant last, Instant now) {
        if (last.isAfter(now)) {
            throw Problem.at("/to", "A backfill ends in the past; what is to come is scheduled already")
                    .asException();
        }
        if (first.isAfter(last)) {
            throw Problem.at("/from", "This is after 'to'").asException();
        }
        // Of an older day it is not known any more what was run.
        if (first.isBefore(now.minus(Duration.ofDays(config.retentionDays())))) {
            throw Problem.at("/from", "The ledger goes back " + config.retentionDays() + " days")
                    .asException();
        }
        List<Instant> due = DueTimes.between(job.trigger(), first.minus(Duration.ofNanos(1)), last, MOST_BACKFILL + 1);
        if (due.size() > MOST_BACKFILL) {
            throw Problem.at("/from", "This range holds more than " + MOST_BACKFILL + " due times; take less")
                    .asException();
        }
        return due;
    }

    private Uni<Integer> record(String name, List<Instant> due) {
        List<Occurrence> occurrences = due.stream()
                .map(at -> Occurrence.due(name, at, Occasion.of(Occasion.Kind.BACKFILL)))
                .toList();
        return ledger.record(occurrences, Map.of()).map(List::size).invoke(turns::soon);
    }

    private Job job(String name) {
        return engine.jobs()
                .file()
                .find(name)
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "There is no such job in the file in force")
                        .asException());
    }

    private static void enabled(Job job) {
        if (!job.enabled()) {
            throw Problem.of(ProblemType.CONFLICT, "The job is disabled in the file")
                    .asException();
        }
    }

    private static Instant instant(String parameter, @Nullable String text) {
        try {
            Instant instant = Instant.parse(text == null ? "" : text);
            if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
                throw new DateTimeException("no time of a job");
            }
            return instant;
        } catch (DateTimeException unreadable) {
            throw Problem.at("/" + parameter, "This must be an instant such as 2026-01-01T00:00:00Z")
                    .asException();
        }
    }
}
