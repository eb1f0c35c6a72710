"""What pages share: text made safe, figures by their unit, tables, templates, the file that is written."""
