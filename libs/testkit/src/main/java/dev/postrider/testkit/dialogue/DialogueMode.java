package dev.postrider.testkit.dialogue;

/** How the octets of a client's lines are cut into chunks. A server must not care. */
public enum DialogueMode {
    /** Lines that follow each other without an answer between go as one chunk: pipelining. */
    WHOLE,
    /** Each line is a chunk. */
    LINES,
    /** Each octet is a chunk. */
    BYTES
}
