package io.bhiv.model.biometric;

/** Whether the fact stands or is withdrawn; a DELETE carries the key of what it withdraws. */
public enum Operation {
    UPSERT,
    DELETE
}
