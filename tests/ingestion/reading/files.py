"""Files as they are sent in, made by hand."""


def pdf(*pages):
    """A PDF with a text layer, written by hand: pypdf reads, and does not set type."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for lines in pages:
        shown = b"".join(b"(" + each.encode("latin-1") + b") Tj T* " for each in lines)
        stream = b"BT /F1 12 Tf 14 TL 50 700 Td " + shown + b"ET"
        objects.append(b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % len(objects)
        )
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
        len(kids),
        b" ".join(b"%d 0 R" % each for each in kids),
    )
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + each + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % each for each in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
        + (b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(out)))
    )
