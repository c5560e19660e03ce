package dev.postrider.delivery.relay;

/** One address to try. */
record Candidate(String host, String address) {
    /** For verdicts: {@code mx.example [192.0.2.1]}. */
    String label() {
        return host.equals(address) ? "[" + address + "]" : host + " [" + address + "]";
    }
}
