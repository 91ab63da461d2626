package io.bhiv.bucket.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.bucket.object.ObjectStore;
import io.bhiv.bucket.object.ObjectStore.StoredObject;
import io.bhiv.kit.auth.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored objects, newest first. */
@Path("/api/v1/bucket/objects")
public class ObjectResource {

    private final ObjectStore store;

    ObjectResource(ObjectStore store) {
        this.store = store;
    }

    /** A page of at most 500 objects and 8 MiB of data; {@code next_before} continues after it and is null on the last. */
    public record Answer(
            List<StoredObject> objects,
            int count,
            @JsonProperty("next_before") @Nullable String nextBefore) {}

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.CONSUMER, Roles.OPERATOR})
    public Uni<Answer> list(
            @QueryParam("module") @Nullable String module,
            @QueryParam("session") @Nullable String session,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("before") @Nullable Long before) {
        int most = Math.clamp(limit, 1, 500);
        return store.list(module, session, before == null ? Long.MAX_VALUE : before, most)
                .map(page -> new Answer(
                        page.objects(), page.objects().size(), page.last() ? null : Long.toString(page.oldest())));
    }
}
