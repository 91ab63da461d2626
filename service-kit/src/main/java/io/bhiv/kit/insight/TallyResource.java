package io.bhiv.kit.insight;

import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.model.insight.MinuteDifference;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Where the tally of an intake and its rows do not agree. */
@Path("/api/v1/tally")
@Produces(MediaType.APPLICATION_JSON)
public class TallyResource {

    /** The newest minutes first; none where all agrees. */
    @RegisterForReflection
    record Differences(String intake, List<MinuteDifference> minutes) {}

    private final Tallies tallies;

    TallyResource(Tallies tallies) {
        this.tallies = tallies;
    }

    /** Open rows as they are now, stored ones as they were compared last. */
    @GET
    @Path("/{intake}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<Differences> differences(String intake) {
        return tallies.differences(intake)
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "No intake of this name is tallied here")
                        .asException())
                .map(minutes -> new Differences(intake, minutes));
    }
}
