package io.filetransfer.codec;

/**
 * A request whose answer the decoder knows already, because its dialect has it and no operation does: it waits its turn and
 * is counted and told like any other. Handed on by decoders in place of the {@link Request}; never on the wire, and without
 * a body.
 *
 * @param request what it comes near to, for whoever is told
 * @param answer a {@link Reply}, whose writing is the encoder's, or a {@link Failure}
 */
public record Settled(Request request, Frame.Control answer) {
    public Settled {
        if (!(answer instanceof Reply) && !(answer instanceof Failure)) {
            throw new IllegalArgumentException("No answer: " + answer.type());
        }
    }
}
