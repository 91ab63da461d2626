package io.bhiv.stack.ports;

/** A port somebody is going to listen on. */
public record WantedPort(String owner, int port, String variable) {}
