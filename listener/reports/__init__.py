"""What is told of a week, a month, a crisis: records first, sentences from them, then a page, a PDF, a workbook, a mail."""
