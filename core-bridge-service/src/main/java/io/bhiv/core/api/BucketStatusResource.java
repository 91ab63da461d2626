package io.bhiv.core.api;

import io.bhiv.core.status.BucketStatus;
import io.bhiv.core.status.BucketStatusQuery;
import io.bhiv.kit.auth.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What has reached the bucket, over HTTP. The router needs one class per first path segment. */
@Path("/bucket")
@Produces(MediaType.APPLICATION_JSON)
public class BucketStatusResource {

    private final BucketStatusQuery query;

    BucketStatusResource(BucketStatusQuery query) {
        this.query = query;
    }

    /** What has reached the bucket. */
    @GET
    @Path("status")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<BucketStatus> bucketStatus() {
        return query.status();
    }
}
