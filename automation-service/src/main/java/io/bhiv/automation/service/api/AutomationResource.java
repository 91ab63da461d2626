package io.bhiv.automation.service.api;

import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.read.JobSchema;
import io.bhiv.automation.engine.read.ReadResult;
import io.bhiv.automation.engine.read.Violation;
import io.bhiv.automation.service.api.Answers.Validation;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeBodies;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The job file: its schema, whether a document is valid, and the state of the service. */
@Path("/automation")
public class AutomationResource {

    private final JobFileReader reader;
    private final StatusView status;
    private final LargeBodies bodies;

    AutomationResource(JobFileReader reader, StatusView status, LargeBodies bodies) {
        this.reader = reader;
        this.status = status;
        this.bodies = bodies;
    }

    @GET
    @Path("status")
    @RolesAllowed(Roles.VIEWER)
    public Answers.Status status() {
        return status.now();
    }

    @GET
    @Path("schema")
    @Produces("application/schema+json")
    @RolesAllowed(Roles.VIEWER)
    public String schema() {
        return JobSchema.ofJobFile();
    }

    @POST
    @Path("validate")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.VIEWER)
    @Blocking
    public Uni<Validation> validate(byte[] document) {
        return bodies.read(document, this::validation);
    }

    private Validation validation(byte[] document) {
        return switch (reader.read(new String(document, StandardCharsets.UTF_8))) {
            case ReadResult.Valid(JobFile file) ->
                new Validation(true, file.jobs().size(), List.of());
            case ReadResult.Invalid(List<Violation> violations) -> new Validation(false, 0, violations);
        };
    }
}
