package io.bhiv.core.api;

import io.bhiv.core.UpdatePipeline;
import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.identity.Submission;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
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
import org.jspecify.annotations.Nullable;

/** Accepts updates over HTTP. */
@Path("/core")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.INGEST)
public class UpdateResource {

    private final UpdatePipeline pipeline;
    private final BatchIntake batches;
    private final UpdateConfig config;

    UpdateResource(UpdatePipeline pipeline, BatchIntake batches, UpdateConfig config) {
        this.pipeline = pipeline;
        this.batches = batches;
        this.config = config;
    }

    /**
     * One update. 200 once it is durable; the same {@code Idempotency-Key} with the same body gets the first answer
     * again with {@code duplicate}, with another body 409.
     */
    @POST
    @Path("update")
    public Uni<String> update(@HeaderParam(IdempotencyHeader.NAME) @Nullable String key, byte[] body) {
        if (body.length > config.maxBody().asLongValue()) {
            throw Problem.of(ProblemType.TOO_LARGE, "An update has 1 MiB of data at most")
                    .asException();
        }
        Submission submission = SubmissionReader.one(body);
        String checked = IdempotencyHeader.checked(key);
        IdempotencyKey idempotency = checked == null ? null : IdempotencyKey.of(checked, body);
        return pipeline.accept(submission, idempotency)
                .map(appended -> UpdateResponses.body(appended, submission.module()));
    }

    /**
     * Up to 500 updates with a result each: 200 where all are durable, 207 where some are not. An
     * {@code Idempotency-Key} covers each entry by its position.
     */
    @POST
    @Path("updates")
    public Uni<Response> updates(@HeaderParam(IdempotencyHeader.NAME) @Nullable String key, byte[] body) {
        return batches.accept(SubmissionReader.many(body, config.batch()), IdempotencyHeader.checked(key))
                .map(answer -> Response.status(answer.allStored() ? 200 : 207)
                        .entity(answer.body())
                        .build());
    }
}
