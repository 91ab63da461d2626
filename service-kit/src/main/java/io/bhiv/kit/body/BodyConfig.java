package io.bhiv.kit.body;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What bodies may take before they are parsed. */
@ConfigMapping(prefix = "bridge.bodies")
public interface BodyConfig {

    /** Whether the service relies on this guard; off where its own intake counts what it holds. */
    @WithDefault("true")
    boolean guarded();

    /** The largest body; one that declares more is answered 413. */
    @WithDefault("${quarkus.http.limits.max-body-size}")
    MemorySize largest();

    /**
     * The largest body whose length is not declared: chunked, or of an HTTP/2 stream without {@code Content-Length}. It takes so many of
     * the bytes at once, whatever comes of it; one that becomes larger is answered 413.
     */
    @WithDefault("1M")
    MemorySize undeclared();

    /**
     * Bytes of bodies that the process holds at once: of requests from their first byte to their answer, of what is claimed from a
     * journal, of downloads and pages. A quarter of them is kept for pieces of up to 64 KiB. A request for which there is no room is
     * answered 503, everything else waits.
     */
    @WithDefault("32M")
    MemorySize atOnce();

    /** Time a body above 4 KiB may take to arrive completely; slower ones are answered 408 and cut. */
    @WithDefault("30s")
    Duration deadline();

    /**
     * Time a caller may take to read a large answer, which counts in `at-once` meanwhile; then its connection is closed.
     */
    @WithDefault("60s")
    Duration answerDeadline();
}
