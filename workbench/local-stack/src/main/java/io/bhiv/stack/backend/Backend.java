package io.bhiv.stack.backend;

import io.bhiv.stack.supervise.ProcessIdentity;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One backend of a running stack.
 *
 * @param address host and port, or a list of them
 * @param process empty where it runs inside the stack's own process or is not ours
 */
public record Backend(
        String name,
        String address,
        int port,
        Optional<ProcessIdentity> process,
        Optional<Path> log,
        Optional<Path> data) {}
