package io.bhiv.biometric.connection;

/** What opens a person's data at a provider. Never printed, never stored unsealed. */
record TokenPair(String access, String refresh) {

    @Override
    public String toString() {
        return "TokenPair[withheld]";
    }
}
