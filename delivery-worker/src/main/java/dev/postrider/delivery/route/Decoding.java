package dev.postrider.delivery.route;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;

/** Decodes records without copying the bodies in them: {@code bytes} fields are views of the record's own array. */
final class Decoding {
    private Decoding() {}

    static <T> T decode(Parser<T> parser, byte[] value) throws InvalidProtocolBufferException {
        return decode(parser, UnsafeByteOperations.unsafeWrap(value));
    }

    static <T> T decode(Parser<T> parser, ByteString value) throws InvalidProtocolBufferException {
        // Only an input made by a ByteString counts as immutable, and only then aliasing takes effect.
        CodedInputStream input = value.newCodedInput();
        input.enableAliasing(true);
        T decoded = parser.parseFrom(input);
        input.checkLastTagWas(0);
        return decoded;
    }
}
