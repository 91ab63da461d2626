package io.bhiv.core.api;

import io.bhiv.core.UpdatePipeline;
import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.identity.Submission;
import io.bhiv.core.status.UpdateCounters.Parking;
import io.bhiv.core.status.UpdateCounters.Refusal;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeBodies;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Latency;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemException;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accepts updates over HTTP. */
@Path("/core")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.INGEST)
public class UpdateResource {

    private final UpdatePipeline pipeline;
    private final BatchIntake batches;
    private final LargeBodies bodies;
    private final IntakeCounters<Refusal, Parking> counters;
    private final UpdateConfig config;
    private final Latency latency;

    UpdateResource(
            UpdatePipeline pipeline,
            BatchIntake batches,
            LargeBodies bodies,
            IntakeCounters<Refusal, Parking> counters,
            UpdateConfig config,
            Latencies latencies) {
        this.latency = latencies.of(Latencies.ACKNOWLEDGEMENT, "core-updates");
        this.pipeline = pipeline;
        this.batches = batches;
        this.bodies = bodies;
        this.counters = counters;
        this.config = config;
    }
    /**
     * One update. 200 once it is durable; the same {@code Idempotency-Key} with the same body gets the first answer
     * again with {@code duplicate}, with another body 409, that of another module included.
     */
    @POST
    @Path("update")
    public Uni<String> update(@HeaderParam(IdempotencyHeader.NAME) @Nullable String key, byte[] body) {
        String checked = IdempotencyHeader.checked(key);
        long begun = System.nanoTime();
        return bodies.read(body, this::one)
                .onFailure(ProblemException.class)
                .invoke(refusal -> refused((ProblemException) refusal))
                .chain(submission -> pipeline.accept(
                                submission, checked == null ? null : IdempotencyKey.of(checked, body))
                        .map(appended -> UpdateResponses.body(appended, submission.module())))
                .invoke(() -> latency.record(System.nanoTime() - begun));
    }

    private Submission one(byte[] body) {
        if (body.length > config.maxBody().asLongValue()) {
            throw Problem.of(ProblemType.TOO_LARGE, "An update has 1 MiB of data at most")
                    .asException();
        }
        return SubmissionReader.one(body);
    }

    /**
     * Up to 500 updates with a result each: 200 where all are durable, 207 where some are not. An
     * {@code Idempotency-Key} covers each entry by its position, under the key with {@code #} and the position behind it.
     */
    @POST
    @Path("updates")
    public Uni<Response> updates(@HeaderParam(IdempotencyHeader.NAME) @Nullable String key, byte[] body) {
        String checked = IdempotencyHeader.checked(key);
        long begun = System.nanoTime();
        return bodies.read(body, whole -> SubmissionReader.many(whole, config.batch()))
                .onFailure(ProblemException.class)
                .invoke(refusal -> refused((ProblemException) refusal))
                .invoke(this::countInvalid)
                .chain(entries -> batches.accept(entries, checked))
                .invoke(() -> latency.record(System.nanoTime() - begun))
                .map(answer -> Response.status(answer.allStored() ? 200 : 207)
                        .entity(answer.body())
                        .build());
    }

    private void countInvalid(List<BatchEntry> entries) {
        for (BatchEntry entry : entries) {
            if (entry instanceof BatchEntry.Invalid(Problem problem)) {
                refused(problem.asException());
            }
        }
    }

    private void refused(ProblemException refusal) {
        boolean tooLarge = refusal.problem().status() == ProblemType.TOO_LARGE.status();
        counters.received(1);
        counters.refused(tooLarge ? Refusal.TOO_LARGE : Refusal.MALFORMED, 1);
    }
}
