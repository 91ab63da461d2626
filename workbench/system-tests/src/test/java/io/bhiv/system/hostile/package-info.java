/**
 * Requests that no client should send, made by the thousand from everything that the services publish.
 *
 * <p>{@code PublishedPaths} asks a running service for its OpenAPI document and reads its plain routes from the sources, so that a new path is
 * covered without being named here. {@code HostileRequests} makes requests from them: a valid one, with one to three parts replaced.
 * A seed and a number name a request for good.
 */
@NullMarked
package io.bhiv.system.hostile;

import org.jspecify.annotations.NullMarked;
