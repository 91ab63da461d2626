package io.bhiv.biometric.known;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The delivery that the standing version of a resource came with.
 *
 * @param place null where nothing was published of it
 */
public record PublishedVersion(
        UUID delivery, Instant publishedAt, @Nullable Place place) {}
