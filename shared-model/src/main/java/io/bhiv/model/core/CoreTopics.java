package io.bhiv.model.core;

/** Where the words of this package travel. Keys are session ids; values are JSON. */
public final class CoreTopics {

    /** {@link CoreUpdate}s, from core-bridge-service to bucket-service. */
    public static final String UPDATES = "core-updates";

    /** {@link CoreSyncResult}s, from bucket-service to core-bridge-service. */
    public static final String SYNC_RESULTS = "core-sync-results";

    /** Record header of both topics: the update id as text, the same on every copy of a record. */
    public static final String ID_HEADER = "ce_id";

    private CoreTopics() {}
}
