package io.bhiv.stack.ports;

/** A port that something is going to listen on. */
public record WantedPort(String owner, int port, String variable) {}
